import { setTimeout as pause } from "node:timers/promises";
import { InvalidInput } from "../core/problems";
import type { JournalEntry } from "../recovery/contract";
import { startOf } from "../recovery/evidence/judge";
import { runFolder } from "../recovery/run/folder";
import { identify, knownByWords } from "../recovery/run/identity";
import { type Message, post } from "../recovery/run/inbox";
import { readJournal } from "../recovery/run/journal";
import { leaseHolder } from "../recovery/run/lease";
import { resumeCommand } from "../recovery/run/outcome";
import { abortAnswer, approvalProblem, standingOf } from "../recovery/run/standing";
import { Unsuccessful } from "./failure";
import { runsOf, runsOption, type RunsOptions } from "./runs-folder";
import { sandboxOption } from "./sandbox-folder";
import type { Terminal } from "./terminal";
import type { Verb } from "./verb";

interface AskOptions extends RunsOptions {
  readonly as?: string;
}

interface ApproveOptions extends AskOptions {
  readonly plan?: string;
}

/** A run that somebody asks something of. */
function reached(run: string, options: AskOptions, environments: string) {
  const runs = runsOf(options, environments, run);
  const folder = runFolder(runs, run);
  const { entries } = readJournal(folder);
  const started = startOf(entries);
  if (entries.at(-1)?.fact === "ended")
    throw new InvalidInput([{ path: run, message: "has ended; nothing can be asked of it any more" }]);
  const { environment, group } = started.plan;
  const holder = leaseHolder({ runs, environment, group });
  return {
    ...{ folder, entries, started },
    alive: holder?.run === run && holder.alive,
    who: identify(options.as, environments),
  };
}

type Reached = ReturnType<typeof reached>;

/** What a run says to a wish, and whether it is granted. */
function answerIn(
  entries: readonly JournalEntry[],
  { ask }: Message,
): readonly [text: string, granted: boolean] | undefined {
  const facts = { approve: "approved", pause: "paused", abort: "aborted" } as const;
  const entry = entries.find(({ fact }) => fact === facts[ask] || fact === "refused" || fact === "ended");
  if (entry === undefined) return undefined;
  if (entry.fact === "refused") return [`refused: ${entry.because}`, false];
  if (entry.fact === "ended") return ["refused: the run ended first", false];
  if (entry.fact === "aborted") return [`aborted; the group stays as it is: ${entry.safePoint}`, true];
  return [facts[ask], true];
}

/** How long an answer is waited for, and how often it is looked for, milliseconds. */
const patience = { longest: 5_000, interval: 50 } as const;

/** Leaves a message for a run and tells what came of it. @throws Unsuccessful when the run refuses */
async function ask(run: string, { folder, entries, alive }: Reached, message: Message, { out, err }: Terminal) {
  post(folder, message);
  if (!alive) {
    out.print(`left for ${run}; no process of it is running, and the next one reads it: ${resumeCommand(run)}`);
    return;
  }
  for (let waited = 0; waited < patience.longest; waited += patience.interval) {
    const answer = answerIn(readJournal(folder).entries.slice(entries.length), message);
    if (answer !== undefined) {
      const [text, granted] = answer;
      (granted ? out : err).print(`${run}: ${text}`);
      if (!granted) throw new Unsuccessful(text);
      return;
    }
    await pause(patience.interval);
  }
  out.print(`left for ${run}; it answers in its journal once what is under way has ended`);
}

/** Lets a run go on that waits for somebody's approval. */
export const approve: Verb = {
  name: "approve",
  summary: "approve the plan of a run that somebody else started",
  examples: ["understudy approve staging-aws-switchover-20270301-101500-5f3a --as ben@example.com"],
  define: (command, { terminal, folder }) =>
    command
      .argument("<run>", "the run, as it named itself")
      .option("--as <person>", "who approves (default: git's user.email, else the login); goes on record")
      .option("--plan <hash>", "approve only if the run's plan has this hash, or one that begins so")
      .addOption(runsOption())
      .addOption(sandboxOption())
      .action(async (run: string, options: ApproveOptions) => {
        const found = reached(run, options, folder());
        const { started, who } = found;
        const { planHash } = started;
        const wanted = options.plan ?? planHash;
        if (wanted.length < 12 || !planHash.startsWith(wanted))
          throw new InvalidInput([
            {
              path: run,
              message: `is of plan ${planHash}, not of "${wanted}"; read that plan, or give at least 12 letters`,
            },
          ]);
        const problem = approvalProblem({ by: who.name, planHash }, started);
        if (problem !== undefined) throw new InvalidInput([{ path: run, message: `${problem}; let them run this` }]);
        terminal.out.print(`approving plan ${planHash.slice(0, 12)} as ${who.name} (${knownByWords[who.knownBy]})`);
        const message = { ask: "approve", by: who.name, knownBy: who.knownBy, planHash } as const;
        await ask(run, found, message, terminal);
      }),
};

/** Stops a run after what is under way. */
export const pauseRun: Verb = {
  name: "pause",
  summary: "let a run finish what is under way and then wait",
  examples: ["understudy pause staging-aws-switchover-20270301-101500-5f3a"],
  define: (command, { terminal, folder }) =>
    command
      .argument("<run>", "the run, as it named itself")
      .option("--as <person>", "who asks (default: git's user.email, else the login); goes on record")
      .addOption(runsOption())
      .addOption(sandboxOption())
      .action(async (run: string, options: AskOptions) => {
        const found = reached(run, options, folder());
        await ask(run, found, { ask: "pause", by: found.who.name }, terminal);
      }),
};

/** Ends a run where its group can stay. */
export const abort: Verb = {
  name: "abort",
  summary: "end a run at a safe point, or be told what must be finished first",
  examples: ["understudy abort staging-aws-switchover-20270301-101500-5f3a"],
  define: (command, { terminal, folder }) =>
    command
      .argument("<run>", "the run, as it named itself")
      .option("--as <person>", "who asks (default: git's user.email, else the login); goes on record")
      .addOption(runsOption())
      .addOption(sandboxOption())
      .action(async (run: string, options: AskOptions) => {
        const found = reached(run, options, folder());
        const answer = abortAnswer(found.started.plan, standingOf(found.entries));
        // While it runs, only the run knows how what is under way will end.
        if (!found.alive && "first" in answer) {
          const first = answer.first.map(({ id }) => id).join(", ");
          const message = `cannot stay as it is; ${first} must be finished first: ${resumeCommand(run)}`;
          throw new InvalidInput([{ path: run, message }]);
        }
        await ask(run, found, { ask: "abort", by: found.who.name }, terminal);
      }),
};
