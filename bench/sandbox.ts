import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBinary } from "../modules/deploy/binary";
import { deployStacks, planStacks } from "../modules/deploy";
import { sandboxTarget } from "../modules/deploy/sandbox";
import { sandboxFiles } from "../modules/sandbox/runtime";
import { launch } from "../modules/sandbox/server/launch";
import { shutdown } from "../modules/sandbox/server/shutdown";
import { readProject } from "../modules/stacks/project";
import { synthesize } from "../modules/stacks/synthesize";

const mebibyte = 1024;

/** Resident memory of a process, MiB (proc_pid_status(5)). */
function memoryOf(pid: number): number {
  const [, kibibytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / mebibyte;
}

const print = (text: string) => process.stdout.write(`${text}\n`);

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Production in full into a new sandbox: wall time by stack, one at a time and twelve at once, and the server's memory. */
async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const folder = join(root, "sandbox");
  mkdirSync(folder);
  const runtime = await launch(folder);
  try {
    const { environments } = readProject(join(__dirname, "../environments"), "production");
    const output = sandboxFiles.stacks(folder);
    synthesize(environments, output);
    const binary = await findBinary();
    const target = sandboxTarget(runtime, folder, environments);
    const stacks = environments.flatMap(({ groups }) =>
      groups.flatMap(({ id, sites }) => [`${id}-state`, ...sites.map((site) => site.id), `${id}-traffic`]),
    );
    const started = performance.now();
    const deployed = await deployStacks({ output, stacks, target, binary, concurrency: 12 });
    print(`${stacks.length} stacks, twelve at once: ${seconds(performance.now() - started)}`);
    print(deployed.every(({ outcome }) => outcome === "applied") ? "every one applied" : "not every one applied");
    print(
      `memory of the sandbox with production in full: ${memoryOf(runtime.pid).toFixed(0)} MiB (to stay under: 400)`,
    );
    for (const stack of stacks) {
      const began = performance.now();
      const [result] = await planStacks({ output, stacks: [stack], target, binary });
      print(`${stack.padEnd(26)} init and plan ${seconds(performance.now() - began)}, ${result?.outcome ?? "nothing"}`);
    }
  } finally {
    await shutdown(folder);
    rmSync(root, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
