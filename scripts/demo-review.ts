/**
 * Shows what a review says of three pull requests, on this machine alone: staging is deployed into a sandbox of its own,
 * then a change that resizes nodes is reviewed, one that replaces databases, and one that switches regions.
 *
 *   npm run demo:review                                    all of staging
 *   npm run demo:review -- staging/gcp                     one cloud alone
 *   npm run demo:review -- staging/gcp --comments <folder> and keeps what is said of each in a file there
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";

const root = resolve(__dirname, "..");

const { values: options, positionals } = parseArgs({
  options: { comments: { type: "string" } },
  allowPositionals: true,
});
const [what = "staging"] = positionals;
const comments = options.comments === undefined ? undefined : resolve(options.comments);

/** What a project is built from: all that a pull request can change of it. */
const project = ["main.ts", "package.json", "package-lock.json", "tsconfig.json", "modules", "environments"] as const;

/** A change to one file, and what a review must make of it. */
interface PullRequest {
  /** The folder that it is tried in, and so its name in the review. */
  readonly branch: string;
  readonly title: string;
  readonly file: string;
  readonly edit: (text: string) => string;
  /** The exit code of `understudy review`: 0 passed, 2 blocked. */
  readonly exit: 0 | 2;
}

const rolesShape = z.record(z.string(), z.object({ active: z.string(), sites: z.record(z.string(), z.unknown()) }));

/** Roles in which another site of every group that has one is active. */
function switched(text: string): string {
  const groups = Object.values(rolesShape.parse(JSON.parse(text)));
  const others = groups.map(({ active, sites }) => Object.keys(sites).find((site) => site !== active) ?? active);
  return text.replace(/"active": "[^"]+"/g, () => `"active": "${others.shift() ?? ""}"`);
}

const pullRequests: readonly PullRequest[] = [
  {
    branch: "grow-staging",
    title: "let the clusters of staging grow to 12 nodes",
    file: "environments/staging.ts",
    edit: (text) => text.replace(/max: \d+/, "max: 12"),
    exit: 0,
  },
  {
    branch: "rename-databases",
    title: "call the database servers what they are",
    file: "modules/core/naming.ts",
    edit: (text) => text.replace("generation === 1 ? id :", "generation === 1 ? `${id}-postgres` :"),
    exit: 2,
  },
  {
    branch: "record-switch",
    title: "record that staging's regions were switched",
    file: "environments/staging.roles.json",
    edit: switched,
    exit: 0,
  },
];

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Runs `understudy` in a folder under the eyes of whoever runs this. */
function understudyIn(cwd: string, ...args: readonly string[]): Promise<number | null> {
  say(`\n$ understudy ${args.join(" ")}`);
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(root, "bin/understudy.js"), ...args], { cwd, stdio: "inherit" });
    child.on("error", failed).on("close", done);
  });
}

/** The project with one change, in a folder of its own. */
function branch(folder: string, { title, file, edit }: PullRequest): void {
  for (const path of project) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const before = readFileSync(join(folder, file), "utf8");
  const after = edit(before);
  if (after === before) throw new Error(`"${title}" changes nothing in ${file} any more; change this script with it`);
  writeFileSync(join(folder, file), after);
}

function showDifference(folder: string, file: string): void {
  const { stdout } = spawnSync("diff", ["-U1", join(root, file), join(folder, file)], { encoding: "utf8" });
  say(stdout.split("\n").slice(2).join("\n"));
}

async function demonstrate(folder: string): Promise<boolean> {
  const understudy = (...args: readonly string[]) => understudyIn(folder, ...args);
  const on = ["--on", "sandbox", "--sandbox", "sandbox"];
  const met: boolean[] = [];
  symlinkSync(root, join(folder, "main"));
  try {
    if ((await understudy("sandbox", "up", "--sandbox", "sandbox")) !== 0) return false;
    if ((await understudy("deploy", what, ...on)) !== 0) return false;
    for (const [index, request] of pullRequests.entries()) {
      branch(join(folder, request.branch), request);
      say(`\n=== Pull request ${index + 1}: ${request.title}\n`);
      showDifference(join(folder, request.branch), request.file);
      const code = await understudy("review", what, "--base", "main", "--head", request.branch, ...on);
      say(code === request.exit ? "" : `\nerror: this was to end with ${request.exit}, and ended with ${code}`);
      met.push(code === request.exit);
      if (comments !== undefined)
        cpSync(join(folder, "sandbox/review/review.md"), join(comments, `${request.branch}.md`));
    }
    return met.every(Boolean);
  } finally {
    await understudy("sandbox", "reset", "--force", "--sandbox", "sandbox");
  }
}

async function main(): Promise<void> {
  if (!existsSync(join(root, "node_modules"))) throw new Error("npm ci comes first");
  if (comments !== undefined) mkdirSync(comments, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "understudy-demo-"));
  try {
    if (!(await demonstrate(folder))) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
