import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Option } from "commander";
import type { Counts, Target } from "../deploy/contract";
import type { Deployment, Named } from "../record/contract";
import { deploymentsOf, readRecord } from "../record/log";
import { sourceWords } from "../record/people";
import { sandboxFiles } from "../sandbox/runtime";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import { printNotes } from "./synthesis";
import { type Column, table } from "./table";
import { environmentArgument, type Verb } from "./verb";
import { asJson } from "./words";

interface HistoryOptions extends SandboxOptions {
  readonly on?: Target["name"];
  readonly record?: string;
  readonly json?: true;
}

/** The records that there are, of the targets that are meant. */
function recordFiles({ on, record, ...options }: HistoryOptions, environments: string): readonly string[] {
  if (record !== undefined) return [resolve(record)];
  const ofSandbox = sandboxFiles.deployments(sandboxFolderOf(options, environments));
  const folder = join(dirname(environments), "deployments");
  const ofCloud = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".jsonl")) : [];
  return [
    ...(on === "cloud" ? [] : [ofSandbox]),
    ...(on === "sandbox" ? [] : ofCloud.map((name) => join(folder, name))),
  ].filter((file) => existsSync(file));
}

const minute = (at: string) => at.slice(0, 16).replace("T", " ");

const shortOf = (commit: string | null, changed: boolean) =>
  commit === null ? "unknown" : `${commit.slice(0, 8)}${changed ? "+" : ""}`;

/** What was done to how many resources; where a deployment never ended, what was to be done. */
function countsText({ begun, ended }: Deployment): string {
  const known = (ended ?? begun).stacks.flatMap(({ counts }) => counts ?? []);
  const sum = (key: keyof Counts) => known.reduce((total, counts) => total + counts[key], 0);
  const [add, change, replace, destroy] = [sum("add"), sum("change"), sum("replace"), sum("destroy")];
  const parts = [`+${add}`, `~${change}`, ...(replace > 0 ? [`-/+${replace}`] : []), `-${destroy}`];
  return parts.join(" ");
}

/** How a deployment ended, and where it did not go through, in which stacks. */
function resultText({ ended }: Deployment): string {
  if (ended === undefined) return "no end recorded: it runs, or died";
  if (ended.result === "succeeded") return "succeeded";
  const bad = ended.stacks.filter(({ outcome }) => ["failed", "interrupted", "refused"].includes(outcome));
  return bad.length === 0 ? ended.result : `${ended.result}: ${bad.map(({ stack }) => stack).join(", ")}`;
}

const nameText = ({ name, knownBy }: Named) => `${name} (${sourceWords[knownBy]})`;

const columns: readonly Column<Deployment>[] = [
  { title: "when (utc)", text: ({ begun }) => minute(begun.at) },
  { title: "on", text: ({ begun }) => begun.target, spare: true },
  { title: "what", text: ({ begun }) => `${begun.verb} ${begun.what}` },
  { title: "commit", text: ({ begun }) => shortOf(begun.commit, begun.changed) },
  { title: "resources", text: countsText },
  { title: "who", text: ({ begun }) => begun.who.name },
  { title: "approved by", text: ({ begun }) => begun.approvals.map(({ name }) => name).join(", "), spare: true },
  {
    title: "result",
    text: resultText,
    look: ({ ended }) => (ended === undefined ? "yellow" : ended.result === "succeeded" ? "green" : "red"),
  },
];

/** A deployment as programs read it: keys are added, never renamed. */
function row({ begun, ended }: Deployment) {
  const { deployment, verb, what, environment, target, at, commit, changed, leaves, reviewed } = begun;
  return {
    ...{ deployment, verb, what, environment, target, commit, changed, leaves, reviewed },
    began: at,
    ended: ended?.at ?? null,
    result: ended?.result ?? null,
    who: begun.who,
    approvals: begun.approvals,
    stacks: ended?.stacks ?? begun.stacks,
    signer: begun.signer?.fingerprint ?? null,
  };
}

/** Tells what was deployed: the newest first. */
export const history: Verb = {
  name: "history",
  summary: "tell what was deployed when, by whom, of which commit, and what came of it",
  examples: ["understudy history", "understudy history production --on cloud --json"],
  define: (command, { terminal: { out, err }, folder }) =>
    command
      .argument(environmentArgument.name, environmentArgument.description)
      .addOption(
        new Option("--on <target>", "what was deployed there alone (default: both)").choices(["sandbox", "cloud"]),
      )
      .addOption(sandboxOption())
      .option("--record <file>", "this record, and no other")
      .option("--json", "print an array of objects for other programs")
      .action((environment: string | undefined, options: HistoryOptions) => {
        const contents = recordFiles(options, folder()).map(readRecord);
        const shown = contents
          .flatMap(deploymentsOf)
          .filter(({ begun }) => environment === undefined || begun.environment === environment)
          .filter(({ begun }) => options.on === undefined || begun.target === options.on)
          .toSorted((a, b) => (a.begun.at < b.begun.at ? 1 : a.begun.at > b.begun.at ? -1 : 0));
        if (options.json === true) {
          out.print(asJson(shown.map(row)));
          return;
        }
        if (shown.length === 0) {
          out.print("no deployment is on record; --record names another file");
          return;
        }
        out.print(...table(columns, shown, out.paint, out.width));
        const [last] = shown;
        const { who, approvals } = last?.begun ?? { who: undefined, approvals: [] };
        if (who !== undefined)
          out.print(
            "",
            `the newest: by ${nameText(who)}`,
            ...(approvals.length === 0
              ? ["  approved by nobody"]
              : approvals.map((one) => `  approved by ${nameText(one)}`)),
          );
        if (shown.some(({ begun }) => begun.changed))
          printNotes(["+ behind a commit: files differed from it, so that it does not say what was deployed"], err);
        if (contents.some(({ torn }) => torn))
          printNotes(["a last line has no end: what it was to say is not in the record"], err);
      }),
};
