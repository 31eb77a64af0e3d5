import { counted } from "../../core/counted";
import type { StackReview } from "../contract";
import { type Lines, oneOfThese, type Section } from "./fit";
import { besidesOf, countsText, tallyOf, totalOf } from "./tally";
import { code, folded, plain, table } from "./text";

/** So many rows are read at a glance; more of them are folded, below a table of environments. */
const glance = 30;

const differences: Readonly<Record<StackReview["difference"], readonly string[]>> = {
  added: ["new stack"],
  changed: [],
  removed: ["no longer described"],
};

/** Why a stack has no plan, or no whole one; empty when it has. */
function unplanned({ difference, result, plan }: StackReview): readonly string[] {
  if (plan?.isIncomplete === true) return ["plan ended with an error"];
  if (plan !== undefined) return [];
  if (result === undefined) return difference === "removed" ? [] : ["not planned"];
  switch (result.outcome) {
    case "deferred":
      return [`can be planned once ${result.after.join(", ")} is there`];
    case "not reached":
      return [`not planned: ${result.because}`];
    case "failed":
      return ["planning failed"];
    case "absent":
      return ["the store of its state does not exist"];
    case "interrupted":
      return ["planning was interrupted"];
    case "planned":
    case "applied":
    case "unchanged":
    case "refused":
      return ["not planned"];
  }
}

const countTitles = ["Add", "Change", "Replace", "Destroy"] as const;

function rowOf(review: StackReview): readonly string[] {
  const { environment, cloud, site, region, stack, plan, difference } = review;
  const tally = plan === undefined ? undefined : tallyOf(plan);
  const counts = tally === undefined ? ["?", "?", "?", "?"] : [tally.add, tally.change, tally.replace, tally.destroy];
  const where =
    site === undefined ? "whole group" : `${plain(site)}${region === undefined ? "" : ` (${plain(region)})`}`;
  const besides = [...differences[difference], ...unplanned(review), ...(tally === undefined ? [] : besidesOf(tally))];
  return [plain(environment), plain(cloud), where, code(stack), ...counts.map(String), plain(besides.join(", "))];
}

const everyStack = (stacks: readonly StackReview[]) =>
  table(["Environment", "Cloud", "Site", "Stack", ...countTitles, "Besides"], stacks.map(rowOf));

function everyEnvironment(stacks: readonly StackReview[]): Lines {
  const groups = new Map<string, StackReview[]>();
  for (const stack of stacks) {
    const key = JSON.stringify([stack.environment, stack.cloud]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [stack]);
    else group.push(stack);
  }
  const rows = [...groups.values()].map((group) => {
    const { add, change, replace, destroy } = totalOf(group);
    const without = group.filter(({ plan }) => plan === undefined).length;
    const [first] = group;
    return [
      ...[plain(first?.environment ?? ""), plain(first?.cloud ?? ""), String(group.length)],
      ...[add, change, replace, destroy].map(String),
      without === 0 ? "" : `${counted(without, "stack")} without a plan`,
    ];
  });
  return table(["Environment", "Cloud", "Stacks", ...countTitles, "Besides"], rows);
}

/** What all stacks come to, in a line. */
function totalText(stacks: readonly StackReview[]): string {
  const total = totalOf(stacks);
  const without = stacks.filter(({ plan }) => plan === undefined).length;
  const said = [
    countsText(total),
    ...besidesOf(total),
    ...(without === 0 ? [] : [`${counted(without, "stack")} without a plan`]),
  ];
  return `${counted(stacks.length, "stack")} ${stacks.length === 1 ? "differs" : "differ"}: ${said.join(", ")}.`;
}

/** A row a stack; or, when there are many, a row for each environment on each cloud; or nothing but the total. */
export function stacksSection(stacks: readonly StackReview[]): Section {
  if (stacks.length === 0) return oneOfThese([() => []]);
  const total = [totalText(stacks)];
  const short = [...total, "", ...everyEnvironment(stacks)];
  const long = everyStack(stacks);
  return oneOfThese([
    () =>
      stacks.length > glance ? [...short, "", ...folded(`All ${stacks.length} stacks`, long)] : [...total, "", ...long],
    () => short,
    () => total,
  ]);
}
