import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { readJournal } from "../../modules/recovery/run/journal";
import { Folders, root, understudy } from "./command";

const folders = new Folders();
afterAll(() => folders.clear());

// Every process takes a second to start, and a busy machine gives it less than half of its time.
jest.setTimeout(120_000);

let folder = "";
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = folders.make();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

/** A run that ana started and that waits for an approval; its process, and what it has printed. */
async function waiting() {
  const program = join(root, "test/recovery/run.program.ts");
  const child = spawn(process.execPath, ["-r", "tsx/cjs", program, folder, "", "", "approval"], { cwd: root });
  started.push(child);
  let printed = "";
  const ended = new Promise((done) => child.on("close", done));
  await new Promise<void>((done) => {
    child.stdout.on("data", (data) => {
      printed += String(data);
      if (printed.includes("note")) done();
    });
  });
  const run = /^run (\S+)$/m.exec(printed)?.[1] ?? "";
  return { run, ended, printed: () => printed, kill: () => child.kill("SIGKILL") };
}

const ask = (...args: readonly string[]) => understudy([...args, "--runs", join(folder, "runs")]);
const factsOf = (run: string) => readJournal(join(folder, "runs", run)).entries;

test("somebody else's approval lets a waiting run go on, and is on record with name, source and plan", async () => {
  const { run, ended, printed } = await waiting();
  const own = await ask("approve", run, "--as", "ana@example.com");
  expect(own).toMatchObject({ code: 1, stdout: "" });
  expect(own.stderr).toContain("ana@example.com started the run; in staging somebody else approves it");
  const other = await ask("approve", run, "--as", "ben@example.com", "--plan", "0123456789ab");
  expect(other.stderr).toContain('not of "0123456789ab"');
  const approved = await ask("approve", run, "--as", "ben@example.com");
  expect(approved).toMatchObject({ code: 0, stderr: "" });
  expect(approved.stdout).toMatch(/^approving plan \w{12} as ben@example.com \(as said with --as\)\n.*: approved\n$/);
  await ended;
  expect(printed()).toContain("outcome passed");
  const [first] = factsOf(run);
  const planHash = first?.fact === "started" ? first.planHash : "";
  expect(factsOf(run)).toContainEqual(
    expect.objectContaining({ fact: "approved", by: "ben@example.com", knownBy: "option", planHash }),
  );
  expect((await ask("pause", run)).stderr).toContain("has ended; nothing can be asked of it any more");
});

test("a waiting run can be aborted: it has changed nothing, says so, and ends", async () => {
  const { run, ended, printed } = await waiting();
  const aborted = await ask("abort", run, "--as", "ben@example.com");
  expect(aborted).toMatchObject({ code: 0, stderr: "" });
  expect(aborted.stdout).toContain("aborted; the group stays as it is: nothing has been changed");
  await ended;
  expect(printed()).toContain("outcome aborted");
});

test("a message to a run whose process is dead is kept for the next one, and that is said", async () => {
  const { run, ended, kill } = await waiting();
  kill();
  await ended;
  const left = await ask("approve", run, "--as", "ben@example.com");
  expect(left.stdout).toContain(`no process of it is running, and the next one reads it: understudy resume ${run}`);
});

test("a run that is not there is told with the one that was meant", async () => {
  const { run } = await waiting();
  const wrong = await ask("pause", run.slice(0, -1));
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toContain(`did you mean "${run}"?`);
});
