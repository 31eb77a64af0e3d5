import type { Intent, JournalEntry, Plan } from "../recovery/contract";
import type { DrilledPlan, DrillEvent } from "../recovery/drill/events";
import { readJournal } from "../recovery/run/journal";
import type { Paint } from "./paint";
import type { Column } from "./table";
import { seconds } from "./words";

/** One plan of a drill, and the group that it was of. */
export interface DrillRow extends DrilledPlan {
  readonly group: string;
}

const reconciledIn = (folder: string) =>
  readJournal(folder).entries.flatMap((entry) => (entry.fact === "reconciled" ? [entry.changes] : []));

/** What Terraform planned after a plan, over all its stacks: `0 / 0 / 0`. */
function terraformText({ folder }: DrillRow): string {
  const changes = reconciledIn(folder);
  if (changes.length === 0) return "";
  const sum = (key: "add" | "replace" | "destroy") => changes.reduce((total, one) => total + one[key], 0);
  return `${sum("add")} / ${sum("replace")} / ${sum("destroy")}`;
}

const figure = (value: number | null | undefined) =>
  value === undefined ? "" : value === null ? "never" : `${value.toFixed(2)} s`;

/** How the plans of drills are summed up. */
export const drillColumns: readonly Column<DrillRow>[] = [
  { title: "group", text: ({ group }) => group },
  { title: "plan", text: ({ plan }) => plan.intent },
  { title: "to", text: ({ plan }) => plan.to.site },
  { title: "rto", text: ({ measurement }) => figure(measurement?.rtoSeconds), align: "right" },
  { title: "rpo", text: ({ measurement }) => figure(measurement?.rpoSeconds), align: "right" },
  {
    title: "lost of confirmed rows",
    text: ({ measurement }) =>
      measurement === null ? "" : `${measurement.lostRows} of ${measurement.acknowledgedRows}`,
    align: "right",
  },
  { title: "terraform: add/replace/destroy", text: terraformText, align: "right" },
  {
    title: "verdict",
    text: ({ outcome }) => outcome.outcome,
    look: ({ outcome }) => (outcome.outcome === "passed" ? "green" : "red"),
  },
];

/** What comes next once every step of a plan is done; null where the group is as it was in the beginning. */
const afterwards = {
  switchover: "failback",
  failover: "rejoin",
  rejoin: "failback",
  rebuild: "failback",
  failback: null,
} as const satisfies Record<Intent, Intent | null>;

/** The command that goes on from where a plan has failed. */
function nextLine({ intent, environment, group }: Plan, continueWith: string | null): readonly string[] {
  if (continueWith !== null) return [`  go on with: ${continueWith}`];
  const next = afterwards[intent];
  const stays = "  every step is done, and the group stays as it is now";
  return [next === null ? stays : `${stays}; what comes next: understudy ${next} ${environment}/${group}`];
}

/** What a person must know of a plan that did not pass. */
export function troubleLines({ group, plan, outcome, folder }: DrillRow): readonly string[] {
  const head = `${group}: the ${plan.intent} to ${plan.to.site}`;
  switch (outcome.outcome) {
    case "passed":
      return [];
    case "failed":
      return [
        `${head} failed`,
        ...outcome.reasons.map((reason) => `  ${reason}`),
        `  ${outcome.state}`,
        ...nextLine(plan, outcome.continueWith),
        `  journal: ${folder}`,
      ];
    case "paused":
      return [
        `${head} is paused`,
        ...outcome.because.map((one) => `  ${one}`),
        `  go on with: ${outcome.continueWith}`,
      ];
    case "aborted":
      return [`${head} was aborted: ${outcome.safePoint}`];
  }
}

/** Where a run's report is, and how anybody finds out whether it was changed. */
export function reportLines({ group, plan, report }: DrillRow, verifyFlags: string): readonly string[] {
  const title = `${group.padEnd(6)} ${plan.intent.padEnd(10)}`;
  return "missing" in report
    ? [`${title} no report: ${report.missing}`]
    : [`${title} ${report.path}`, `${" ".repeat(title.length)} understudy verify ${report.path}${verifyFlags}`];
}

function entryText(entry: JournalEntry): string | undefined {
  switch (entry.fact) {
    case "step-started":
      return entry.attempt === 1 ? `${entry.step} ...` : `${entry.step} ... try ${entry.attempt}`;
    case "step-done":
      return `${entry.step} done`;
    case "step-failed":
      return `${entry.step} failed: ${entry.message}`;
    case "measured":
      return `measured: RTO ${figure(entry.measurement.rtoSeconds)}, RPO ${figure(entry.measurement.rpoSeconds)}`;
    case "vouched":
      return `${entry.by} vouches: ${entry.word}, because ${entry.because}`;
    case "ended":
      return entry.verdict;
    case "started":
    case "resumed":
    case "paused":
    case "answered":
    case "approved":
    case "refused":
    case "aborted":
    case "lag":
    case "reconciled":
      return undefined;
  }
}

/** A line of the timeline, while it happens; undefined for what is left to the journal. */
export function timelineText(group: string, event: DrillEvent, elapsed: number, paint: Paint): string | undefined {
  const line = (text: string) => `${group.padEnd(6)} ${seconds(elapsed).padStart(7)}  ${text}`;
  switch (event.event) {
    case "phase":
      return paint("bold", line(event.text));
    case "plan":
      return paint("bold", line(`${event.plan.intent} from ${event.plan.from.site} to ${event.plan.to.site}`));
    case "run": {
      const text = event.what.event === "note" ? event.what.text : entryText(event.what.entry);
      return text === undefined ? undefined : line(text);
    }
  }
}
