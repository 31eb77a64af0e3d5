import { readFileSync } from "node:fs";
import { deployStacks, planStacks } from "../modules/deploy";
import { inSandbox } from "./in-sandbox";

const mebibyte = 1024;

/** Resident memory of a process, MiB (proc_pid_status(5)). */
function memoryOf(pid: number): number {
  const [, kibibytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / mebibyte;
}

const print = (text: string) => process.stdout.write(`${text}\n`);

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

// Production in full into a new sandbox: wall time by stack, one at a time and twelve at once, and the server's memory.
inSandbox("production", async ({ runtime, options }) => {
  const { stacks } = options;
  const started = performance.now();
  const deployed = await deployStacks({ ...options, concurrency: 12 });
  print(`${stacks.length} stacks, twelve at once: ${seconds(performance.now() - started)}`);
  print(deployed.every(({ outcome }) => outcome === "applied") ? "every one applied" : "not every one applied");
  print(`memory of the sandbox with production in full: ${memoryOf(runtime.pid).toFixed(0)} MiB (to stay under: 400)`);
  for (const stack of stacks) {
    const began = performance.now();
    const [result] = await planStacks({ ...options, stacks: [stack] });
    print(`${stack.padEnd(26)} init and plan ${seconds(performance.now() - began)}, ${result?.outcome ?? "nothing"}`);
  }
});
