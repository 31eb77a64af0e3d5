import type { Command } from "commander";
import type { Cloud } from "../core/cloud";
import { messageOf } from "../core/failure";
import { InvalidInput } from "../core/problems";
import type { Intent, Plan, Step } from "../recovery/contract";
import { planRecovery, pairOf } from "../recovery/plan/plan";
import { systemClock as clock } from "../recovery/run/clock";
import { beginRun, runInTheWay } from "../recovery/run/folder";
import { identify } from "../recovery/run/identity";
import { planHash } from "../recovery/run/plan-check";
import type { Stage } from "../recovery/switch/stage";
import { canAsk, confirm } from "./confirm";
import { carryRun } from "./carry-run";
import { concludeRuns, teller } from "./drill";
import { interruptible } from "./interrupt";
import { wordOf, wordOptions, type WordOptions } from "./lease-word";
import { completing, type Said, withCommands } from "./printed-commands";
import { saidOf, stageInSandbox, stageOnCloud, stageOptions, type StageOptions } from "./stage";
import { type Column, table } from "./table";
import type { Terminal } from "./terminal";
import type { Context, Verb } from "./verb";
import { wantedGroup } from "./wanted-groups";
import { targetOption } from "./target";

interface SwitchOptions extends StageOptions, WordOptions {
  readonly on: Said["on"];
  readonly site?: string;
  readonly acceptLoss?: true;
  readonly as?: string;
  readonly yes?: true;
}

const columns: readonly Column<Step>[] = [
  { title: "step", text: ({ id }) => id },
  { title: "what", text: ({ title }) => title },
  { title: "after", text: ({ needs }) => needs.join(", ") },
  { title: "call", text: ({ call }) => (call === "none" ? "" : call), spare: true },
];

/** Credentials are those of the vendors' own tools. */
const signIn = {
  aws: "aws sso login",
  gcp: "gcloud auth application-default login",
  azure: "az login",
} as const satisfies Record<Cloud, string>;

/** Looks at the pair and plans. @throws InvalidInput with every reason why it cannot be, or why nobody could look */
async function planNow(stage: Stage, intent: Intent, what: string, options: SwitchOptions, signal: AbortSignal) {
  const { group, runs, shared } = stage;
  const environment = stage.environment();
  const { site, acceptLoss = false } = options;
  const wish = { group, intent, acceptLoss, ...(site !== undefined && { site }) };
  const { from, to } = pairOf(environment, wish);
  try {
    const status = await stage.operator.look(from, to, signal);
    const place = { runs, shared, environment: environment.name, group };
    const run = (await runInTheWay(place, wordOf(options))) ?? null;
    return planRecovery(environment, wish, { status, run });
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    const way = options.on === "cloud" ? `; if that is what is missing, sign in with ${signIn[to.cloud]}` : "";
    const message = `could not be looked at in ${to.region}, and nothing was done: ${messageOf(error)}${way}`;
    throw new InvalidInput([{ path: what, message }]);
  }
}

function show(plan: Plan, { out }: Terminal): void {
  const { environment, group, intent, from, to, steps } = plan;
  out.print(
    out.paint("bold", `${intent} of ${environment}/${group} from ${from.site} to ${to.site}`),
    "",
    ...table(columns, steps, out.paint, out.width),
    "",
    `plan ${planHash(plan).slice(0, 12)}${plan.approval ? "; somebody other than you must approve it" : ""}`,
    "",
  );
}

async function switchNow(intent: Intent, what: string, options: SwitchOptions, context: Context, signal: AbortSignal) {
  const environments = context.folder();
  const said = saidOf(options.on, options, environments);
  const terminal = completing(context.terminal, said);
  await withCommands(said, async () => {
    const place = wantedGroup(what, environments);
    const stage =
      options.on === "sandbox"
        ? await stageInSandbox(place, options, environments)
        : stageOnCloud(place, options, environments);
    const plan = await planNow(stage, intent, what, options, signal);
    show(plan, terminal);
    const asks = options.on === "cloud" && options.yes !== true;
    if (asks && !(await confirm(`Do this on the cloud? Type ${what} to do it:`, what, signal))) {
      terminal.err.print("nothing was done");
      return;
    }
    const starter = identify(options.as, environments).name;
    const { runs, shared } = stage;
    const opened = await beginRun({ runs, shared, plan, starter, drill: false, clock, word: wordOf(options) });
    terminal.out.print(`run ${opened.run}, started by ${starter}`);
    const row = await carryRun(stage, opened, { onEvent: teller(stage.group, terminal), signal });
    concludeRuns([{ ...row, group: stage.group }], terminal, said);
  });
}

/** The options and the action of all verbs that switch regions. */
function defineSwitch(intent: Intent, command: Command, context: Context): Command {
  wordOptions(stageOptions(command.argument("<what>", "<environment>/<group>").addOption(targetOption())))
    .option("--site <site>", "the site that takes over or comes back (default: the only one that can)")
    .option("--as <person>", "who starts it (default: git's user.email, else the login); goes on record")
    .option("--yes", "do it on the real cloud without asking; needed where nobody can be asked");
  if (intent === "failover")
    command.option("--accept-loss", "it is understood that what the standby has not received is lost");
  return command.action(async (what: string, options: SwitchOptions) => {
    if (options.on === "cloud" && options.yes !== true && !canAsk())
      command.error(`error: nobody can be asked here: ${intent} on the cloud with --yes`);
    await interruptible(
      (text) => context.terminal.err.print(text),
      (signal) => switchNow(intent, what, options, context, signal),
    );
  });
}

const told = {
  switchover: ["change the active site as planned; nothing is lost", "staging/aws --on sandbox"],
  failover: ["let the standby take over from a site that is lost", "staging/aws --on sandbox --accept-loss"],
  failback: ["go back to the origin; nothing is lost", "staging/aws --on sandbox"],
  rejoin: ["take a lost site's own server back as a standby", "staging/aws --site virginia --on sandbox"],
  rebuild: ["build a lost site's server anew", "staging/aws --site virginia --on sandbox"],
} as const satisfies Record<Intent, readonly [summary: string, example: string]>;

const verbOf = (intent: Intent): Verb => {
  const [summary, example] = told[intent];
  return {
    name: intent,
    summary,
    examples: [`understudy ${intent} ${example}`],
    define: (command, context) => defineSwitch(intent, command, context),
  };
};

/** The verbs that move a group from one standing to another: each plans, shows the plan, and carries it out. */
export const switches: readonly Verb[] = (["switchover", "failover", "failback", "rejoin", "rebuild"] as const).map(
  verbOf,
);
