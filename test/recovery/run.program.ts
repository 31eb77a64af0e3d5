import { join } from "node:path";
import { intents, type Plan } from "../../modules/recovery/contract";
import { systemClock } from "../../modules/recovery/run/clock";
import { beginRun, reopenRun } from "../../modules/recovery/run/folder";
import { run } from "../../modules/recovery/run/run";
import { FakeWorld, inFile } from "./fake-world";
import { smallPlan } from "./small-plans";

/**
 * One process of a run in the folder `argv[2]`, begun or, if `argv[3]` names one, resumed. It kills itself at the moment of the
 * world that `argv[4]` names, waits for an approval if `argv[5]` is not empty, and prints how the
 * run came out if it lives. `argv[6]` is the plan's intent, a failover unless another is named. Nobody runs it but tests.
 */
const [folder = "", name = "", deadly = "", approval = "", wished = "failover"] = process.argv.slice(2);
const intent = intents.find((one) => one === wished) ?? "failover";
const plan: Plan = smallPlan(intent, approval !== "");

async function main(): Promise<void> {
  const runs = join(folder, "runs");
  const by = "ana@example.com";
  const opened =
    name === ""
      ? await beginRun({ runs, shared: null, plan, starter: by, drill: true, clock: systemClock })
      : await reopenRun({ runs, shared: null, run: name, by, answers: {}, clock: systemClock });
  process.stdout.write(`run ${opened.run}\n`);
  const die = (moment: string) => {
    if (moment === deadly) process.kill(process.pid, "SIGKILL");
  };
  const world = new FakeWorld(opened.plan, inFile(join(folder, "world.json")), die);
  const outcome = await run(opened, {
    operator: world.operator,
    own: world.own,
    clock: systemClock,
    random: () => 0,
    signal: new AbortController().signal,
    lagEvery: 0.1,
    onEvent: ({ event }) => process.stdout.write(`${event}\n`),
  });
  process.stdout.write(`outcome ${outcome.outcome}\n`);
}

void main().catch((error: unknown) => {
  process.stdout.write(`error ${String(error)}\n`);
  process.exitCode = 1;
});
