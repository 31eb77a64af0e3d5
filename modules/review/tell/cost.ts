import { counted } from "../../core/counted";
import type { CostChange, StackReview } from "../contract";
import { costLimits, pricesAsOf } from "../cost/limits";
import { type Lines, oneOfThese, type Section } from "./fit";
import { code, folded, plain, table } from "./text";

const amount = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** `$1,234.50` */
function money(dollars: number): string {
  return amount.format(Math.abs(dollars) < 0.005 ? 0 : dollars);
}

const differenceText = ({ before, after }: Pick<CostChange, "before" | "after">) => {
  const difference = money(after - before);
  return difference === money(0) ? "no difference" : `${after > before ? "+" : ""}${difference}`;
};

const totalOf = (costs: readonly CostChange[]) =>
  costs.reduce((sum, { before, after }) => ({ before: sum.before + before, after: sum.after + after }), {
    before: 0,
    after: 0,
  });

/** What the change costs by list price, with what that leaves out. */
export function costSection(stacks: readonly StackReview[], whole: string): Section {
  const known = stacks.flatMap(({ stack, cost }) => (cost === undefined ? [] : [{ stack, cost }]));
  if (known.length === 0) return oneOfThese([() => []]);
  const total = totalOf(known.map(({ cost }) => cost));
  const unpriced = known.flatMap(({ stack, cost }) => cost.unpriced.map((address) => ({ stack, address })));
  const missing = stacks.length - known.length;
  const line = [
    `**Cost** by list price of ${pricesAsOf}, USD a month: ${differenceText(total)} ` +
      `(${money(total.before)} → ${money(total.after)})`,
    ...(unpriced.length === 0 ? [] : [`${counted(unpriced.length, "address", "es")} without a known price`]),
    ...(missing === 0 ? [] : [`${counted(missing, "stack")} not estimated`]),
  ].join("; ");
  const limits = costLimits.map((limit) => `- ${plain(limit)}`);
  const changed = known.filter(({ cost }) => cost.before !== cost.after);
  const rows: Lines = table(
    ["Stack", "Before", "After", "Difference"],
    changed.map(({ stack, cost }) => [code(stack), money(cost.before), money(cost.after), differenceText(cost)]),
  );
  const addresses = unpriced.map(({ stack, address }) => `- ${code(address)} in ${code(stack)}`);
  const named = addresses.length === 0 ? [] : ["", "Without a known price, and in no sum:", "", ...addresses];
  return oneOfThese([
    () => [`${line}.`, "", ...folded("By stack, and what this leaves out", [...rows, "", ...limits, ...named])],
    () => [`${line}.`, "", ...folded("What this leaves out", limits), "", `The rest of it is in ${plain(whole)}.`],
    () => [`${line}. What this leaves out, and the rest of it, is in ${plain(whole)}.`],
  ]);
}
