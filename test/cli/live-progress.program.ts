import { liveDisplay } from "../../modules/cli/live-progress";
import { painter } from "../../modules/cli/paint";

/** Draws what a deployment of three stacks would, on what says of itself that it is a terminal. */
async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) Object.assign(stream, { isTTY: true, columns: 100 });
  const print = (...lines: readonly string[]) => void process.stderr.write(lines.map((line) => `${line}\n`).join(""));
  const display = await liveDisplay({ width: 100, colour: false, paint: painter(false), print });
  const stacks = ["state", "origin", "traffic"];
  display.show({ event: "phase", phase: "apply", stacks });
  display.show({ event: "step", stack: "state", step: "apply" });
  display.show({ event: "progress", stack: "state", done: 3, total: 12 });
  await new Promise((done) => setTimeout(done, 400));
  display.say("interrupted: please wait");
  await new Promise((done) => setTimeout(done, 400));
  for (const stack of stacks) {
    const result = {
      stack,
      milliseconds: 1200,
      outcome: "not reached",
      because: "another failed",
      plan: undefined,
    } as const;
    display.show({ event: "ended", phase: "apply", result });
  }
  await display.end();
}

void main();
