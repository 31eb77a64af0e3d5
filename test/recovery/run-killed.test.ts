import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, expect, jest, test } from "@jest/globals";
import type { Intent } from "../../modules/recovery/contract";
import { readJournal } from "../../modules/recovery/run/journal";
import { Folders, root } from "../cli/command";
import { FakeWorld, inFile } from "./fake-world";
import { smallPlan } from "./small-plans";

const folders = new Folders();
afterAll(() => folders.clear());

// Every process takes a second to start, and a busy machine gives it less than half of its time.
jest.setTimeout(120_000);

interface Ended {
  readonly stdout: string;
  readonly signal: NodeJS.Signals | null;
  /** The run that the process began or resumed. */
  readonly run: string;
}

interface Wanted {
  readonly killAfter?: number;
  readonly intent?: Intent;
}

/** One process of a run; killed from outside after so many of its events, if that is given. */
function live(
  folder: string,
  name: string,
  moment: string,
  { killAfter = Number.POSITIVE_INFINITY, intent = "failover" }: Wanted = {},
): Promise<Ended> {
  const program = join(root, "test/recovery/run.program.ts");
  const child = spawn(process.execPath, ["-r", "tsx/cjs", program, folder, name, moment, "", intent], { cwd: root });
  let stdout = "";
  child.stdout.on("data", (data) => {
    stdout += String(data);
    if (stdout.split("\n").filter((line) => line === "entry").length >= killAfter) child.kill("SIGKILL");
  });
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (_, signal) => done({ stdout, signal, run: /^run (\S+)$/m.exec(stdout)?.[1] ?? name }));
  });
}

/** Resumes until a process lives to its end. */
async function finish(folder: string, run: string, intent: Intent = "failover"): Promise<void> {
  const { stdout } = await live(folder, run, "", { intent });
  expect(stdout).toMatch(/^outcome passed$/m);
  const { state } = new FakeWorld(smallPlan(intent), inFile(join(folder, "world.json")));
  expect(state.violations).toEqual([]);
  expect(Object.entries(state.orders).filter(([id, taken]) => taken !== 1 && id !== "raise-capacity")).toEqual([]);
  const { entries } = readJournal(join(folder, "runs", run));
  expect(entries.at(-1)).toMatchObject({ fact: "ended", verdict: "passed" });
}

test.each<[Intent, string]>([
  ["failover", "before effect of close-gate"],
  ["failover", "after effect of close-gate"],
  ["failover", "before effect of promote-database"],
  ["failover", "after effect of promote-database"],
  ["failover", "after effect of write-roles"],
  ["switchover", "after effect of switch-database"],
  ["rejoin", "before effect of rejoin-database"],
  ["rebuild", "after effect of rebuild-database"],
])(
  "a process of a %s that is killed by SIGKILL %s is taken up by the next, which ends the run well",
  async (...row) => {
    const [intent, moment] = row;
    const folder = folders.make();
    const killed = await live(folder, "", moment, { intent });
    expect(killed.signal).toBe("SIGKILL");
    await finish(folder, killed.run, intent);
  },
);

test("processes that are killed from outside, at whatever they are doing, add up to one run that ends well", async () => {
  const folder = folders.make();
  let { run, signal } = await live(folder, "", "", { killAfter: 3 });
  for (const killAfter of [2, 5, 9]) {
    expect(signal).toBe("SIGKILL");
    ({ signal, run } = await live(folder, run, "", { killAfter }));
  }
  await finish(folder, run);
});

test("while a run's process is dead, nothing else may move the group, and the one that may says how", async () => {
  const folder = folders.make();
  const killed = await live(folder, "", "after effect of promote-database");
  const other = await live(folder, "", "");
  expect(other.stdout).toContain(`continue that one first: understudy resume ${killed.run}`);
  await finish(folder, killed.run);
  const again = await live(folder, killed.run, "");
  expect(again.stdout).toContain("has passed; nothing is left to resume");
});
