import type { Action, Change, Counts, DeployEvent, Outcome, Phase, StackResult, Step } from "../deploy/contract";
import type { Look } from "./paint";
import { seconds } from "./words";

const doing = {
  initialize: "initializing",
  plan: "planning",
  apply: "applying",
  destroy: "destroying",
  "move the state": "moving the state into its store",
} as const satisfies Record<Step, string>;

/** What a phase does to all stacks, as a title. */
export const phases = {
  plan: "Plan",
  apply: "Apply",
  destroy: "Destroy",
} as const satisfies Record<Phase, string>;

const looks: Readonly<Record<Outcome["outcome"], Look>> = {
  planned: "bold",
  applied: "green",
  unchanged: "dim",
  deferred: "yellow",
  absent: "dim",
  refused: "red",
  failed: "red",
  interrupted: "yellow",
  "not reached": "yellow",
};

/** `12 to add, 3 to change`; what is zero is not said, unless all is. */
function countsText({ add, change, replace, destroy }: Counts): string {
  const parts = [
    [add, "to add"],
    [change, "to change"],
    [replace, "to replace"],
    [destroy, "to destroy"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length === 0 ? "no changes" : said.join(", ");
}

/** What became of a stack, in a few words. */
export function outcomeText(result: Outcome): string {
  switch (result.outcome) {
    case "planned":
      return countsText(result.plan) === "no changes" && result.plan.applies
        ? "outputs change"
        : countsText(result.plan);
    case "applied":
      return result.plan.destroy > 0 && result.plan.add + result.plan.change === 0 ? "done" : "applied";
    case "unchanged":
      return "no changes";
    case "deferred":
      return `planned once ${result.after.join(" and ")} is there`;
    case "absent":
      return "was never deployed";
    case "refused":
      return "refused";
    case "failed":
      return `failed to ${result.failure.step}`;
    case "interrupted":
      return "interrupted";
    case "not reached":
      return `not reached: ${result.because}`;
  }
}

/** How the outcome looks on a terminal. */
export function outcomeLook({ outcome }: Pick<Outcome, "outcome">): Look {
  return looks[outcome];
}

/** What an event of a running stack says; undefined when it says nothing about what is being done. */
export function doingText(event: DeployEvent): string | undefined {
  if (event.event === "step") return doing[event.step];
  if (event.event === "progress") return event.total === 0 ? undefined : `${event.done} of ${event.total} resources`;
  return undefined;
}

/** The line that a stack leaves behind. */
export function endedText(result: StackResult): string {
  const time = result.outcome === "not reached" ? "" : `  (${seconds(result.milliseconds)})`;
  return `${outcomeText(result)}${time}`;
}

const signs = {
  create: "+",
  update: "~",
  replace: "-/+",
  destroy: "-",
  forget: "forget",
  read: "read",
  none: "",
} as const satisfies Record<Action, string>;

/** What is worth a line before somebody says yes: all but what is added. */
export function changeLines(changes: readonly Change[]): readonly string[] {
  return changes
    .filter(({ action }) => !["create", "read", "none"].includes(action))
    .map(({ action, address, replacePaths, changedAttributes }) => {
      const why =
        action === "replace"
          ? `because of ${replacePaths.join(", ")}`
          : action === "update"
            ? changedAttributes.join(", ")
            : "";
      return `${signs[action].padStart(3)} ${address}${why === "" ? "" : `: ${why}`}`;
    });
}
