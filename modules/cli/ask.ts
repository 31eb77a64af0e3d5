import { setTimeout as pause } from "node:timers/promises";
import { InvalidInput } from "../core/problems";
import type { JournalEntry } from "../recovery/contract";
import { startOf } from "../recovery/evidence/judge";
import { runFolder } from "../recovery/run/folder";
import { identify, knownByWords } from "../recovery/run/identity";
import { type Message, post } from "../recovery/run/inbox";
import { readJournal } from "../recovery/run/journal";
import { localHolder } from "../recovery/run/lease";
import { resumeCommand } from "../recovery/run/outcome";
import { abortAnswer, approvalProblem, standingOf } from "../recovery/run/standing";
import { sandboxFiles } from "../sandbox/runtime";
import { Unsuccessful } from "./failure";
import { runsOf, runsOption, type RunsOptions } from "./runs-folder";
import { completing, type Said, withCommands } from "./printed-commands";
import { sandboxFolderOf, sandboxOption } from "./sandbox-folder";
import type { Terminal } from "./terminal";
import type { Verb } from "./verb";

interface AskOptions extends RunsOptions {
  readonly as?: string;
  readonly plan?: string;
}

/** A run that somebody asks something of. */
async function find(run: string, runs: string, { as }: AskOptions, environments: string) {
  const folder = runFolder(runs, run);
  const { entries } = readJournal(folder);
  const started = startOf(entries);
  if (entries.at(-1)?.fact === "ended")
    throw new InvalidInput([{ path: run, message: "has ended; nothing can be asked of it any more" }]);
  const { environment, group } = started.plan;
  const holder = await localHolder({ runs, environment, group, shared: null });
  return {
    ...{ folder, entries, started },
    alive: holder?.run === run && holder.alive,
    who: identify(as, environments),
  };
}

/** Where a run is, and how it is found there. */
function reached(run: string, options: AskOptions, environments: string) {
  const runs = runsOf(options, environments, run);
  const sandbox = sandboxFolderOf(options, environments);
  const on = runs === sandboxFiles.runs(sandbox) ? "sandbox" : "cloud";
  const said: Said = { on, environments, sandbox: on === "sandbox" ? sandbox : undefined, runs: options.runs };
  return { said, found: () => find(run, runs, options, environments) };
}

type Reached = Awaited<ReturnType<typeof find>>;

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

async function approveRun(run: string, found: Reached, { plan }: AskOptions, terminal: Terminal): Promise<void> {
  const { started, who } = found;
  const { planHash } = started;
  const wanted = plan ?? planHash;
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
  await ask(run, found, { ask: "approve", by: who.name, knownBy: who.knownBy, planHash }, terminal);
}

async function pauseRun(run: string, found: Reached, _: AskOptions, terminal: Terminal): Promise<void> {
  await ask(run, found, { ask: "pause", by: found.who.name }, terminal);
}

async function abortRun(run: string, found: Reached, _: AskOptions, terminal: Terminal): Promise<void> {
  const answer = abortAnswer(found.started.plan, standingOf(found.entries));
  // While it runs, only the run knows how what is under way will end.
  if (!found.alive && "first" in answer) {
    const first = answer.first.map(({ id }) => id).join(", ");
    const message = `cannot stay as it is; ${first} must be finished first: ${resumeCommand(run)}`;
    throw new InvalidInput([{ path: run, message }]);
  }
  await ask(run, found, { ask: "abort", by: found.who.name }, terminal);
}

const told = {
  approve: {
    summary: "approve the plan of a run that somebody else started",
    example: "understudy approve staging-aws-switchover-20270301-101500-5f3a --as ben@example.com",
    work: approveRun,
  },
  pause: {
    summary: "let a run finish what is under way and then wait",
    example: "understudy pause staging-aws-switchover-20270301-101500-5f3a",
    work: pauseRun,
  },
  abort: {
    summary: "end a run at a safe point, or be told what must be finished first",
    example: "understudy abort staging-aws-switchover-20270301-101500-5f3a",
    work: abortRun,
  },
} as const;

const verbOf = (name: keyof typeof told): Verb => ({
  name,
  summary: told[name].summary,
  examples: [told[name].example],
  define: (command, { terminal, folder }) => {
    command
      .argument("<run>", "the run, as it named itself")
      .option("--as <person>", "who asks (default: git's user.email, else the login); goes on record")
      .addOption(runsOption())
      .addOption(sandboxOption());
    if (name === "approve")
      command.option("--plan <hash>", "approve only if the run's plan has this hash, or one that begins so");
    command.action(async (run: string, options: AskOptions) => {
      const { said, found } = reached(run, options, folder());
      const printing = completing(terminal, said);
      await withCommands(said, async () => told[name].work(run, await found(), options, printing));
    });
  },
});

/** The verbs that ask something of a run, whether its process is running or not: approve, pause and abort. */
export const asking: readonly Verb[] = (["approve", "pause", "abort"] as const).map(verbOf);
