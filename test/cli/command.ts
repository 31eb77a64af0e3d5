import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import { rolesBeforeAny } from "../../modules/core/roles";

/** The repository, from which the real command is run. */
export const root = resolve(__dirname, "../..");

/** What a process left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether nobody reads what it prints, as behind `| head -0`. */
  readonly deaf?: boolean;
}

/** Runs a program to its end, with no colour or debugging wishes from the shell that runs the tests. */
export function run(program: string, args: readonly string[], { cwd, env, deaf }: RunOptions = {}): Promise<Ended> {
  const { NO_COLOR: _1, FORCE_COLOR: _2, UNDERSTUDY_DEBUG: _3, CDKTF_OUTDIR: _4, ...inherited } = process.env;
  return new Promise((done, failed) => {
    const child = spawn(program, [...args], { cwd: cwd ?? root, env: { ...inherited, ...env } });
    const printed = { stdout: "", stderr: "" };
    child.stdin.end();
    if (deaf === true) child.stdout.destroy();
    child.stdout.on("data", (data) => (printed.stdout += String(data)));
    child.stderr.on("data", (data) => (printed.stderr += String(data)));
    child.on("error", failed);
    child.on("close", (code) => done({ code, ...printed }));
  });
}

/** Runs `understudy` as people do. */
export function understudy(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return run(process.execPath, [join(root, "bin/understudy.js"), ...args], options);
}

/** The groups of an environment on AWS alone: fewer stacks prove the same. */
export function onlyAws({ groups }: EnvironmentDefinition): EnvironmentDefinition["groups"] {
  return Object.fromEntries(Object.entries(groups).filter(([, { cloud }]) => cloud === "aws"));
}

/** Folders that are gone after the tests of a file. */
export class Folders {
  private readonly made: string[] = [];

  /** A new folder with these files, by path. */
  make(files: Readonly<Record<string, string>> = {}): string {
    const folder = mkdtempSync(join(tmpdir(), "understudy-test-"));
    this.made.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  /** A folder of environments outside the repository, with the roles of before any switch. */
  environments(definitions: readonly EnvironmentDefinition[], code = ""): string {
    const calls = definitions.map((definition) => `defineEnvironment(${JSON.stringify(definition)})`);
    const index = [
      `import { defineEnvironment } from ${JSON.stringify(join(root, "modules/core/environment"))};`,
      `export const environments = [${calls.join(", ")}];`,
      code,
    ];
    const roles = definitions.map(
      (definition) => [`${definition.name}.roles.json`, JSON.stringify(rolesBeforeAny(definition.groups))] as const,
    );
    return this.make({ "index.ts": index.join("\n"), ...Object.fromEntries(roles) });
  }

  /** Removes them all. */
  clear(): void {
    for (const folder of this.made) rmSync(folder, { recursive: true, force: true });
  }
}

/** Every file below a folder with its content, to tell whether anything changed. */
export function contents(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted();
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
