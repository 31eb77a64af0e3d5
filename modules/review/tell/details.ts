import { counted } from "../../core/counted";
import type { Kind, ReviewedChange, StackReview } from "../contract";
import { type Lines, listing, type Section } from "./fit";
import { besidesOf, countsText, tallyOf } from "./tally";
import { code, folded, type Longest, plain, value } from "./text";

/** What a person reads for what happens to a resource. */
const kindWords: Readonly<Record<Kind, string>> = {
  create: "add",
  update: "change",
  replace: "**replace**",
  destroy: "**destroy**",
  forget: "forget",
  move: "move",
  import: "import",
  drift: "changed outside Terraform",
};

/** The weighty before the harmless. */
const order: readonly Kind[] = ["destroy", "replace", "forget", "update", "move", "import", "create", "drift"];

function headOf({ kind, address, movedFrom, isImported, reason }: ReviewedChange): string {
  const besides = [
    ...(movedFrom === undefined ? [] : [`moved from ${code(movedFrom)}`]),
    ...(isImported && kind !== "import" ? ["imported"] : []),
    ...(reason === "" ? [] : [plain(reason.replaceAll("_", " "))]),
  ];
  return `- ${kindWords[kind]} ${code(address)}${besides.length === 0 ? "" : ` (${besides.join(", ")})`}`;
}

const withAttributes =
  (longest: Longest) =>
  (change: ReviewedChange): Lines => [
    headOf(change),
    ...change.attributes.map(
      ({ path, before, after, forces }) =>
        `  - ${code(path)}: ${value(before, longest)} → ${value(after, longest)}${forces ? ", **forces replacement**" : ""}`,
    ),
  ];

const stackDetails =
  (tell: (change: ReviewedChange) => Lines) =>
  ({ stack, plan }: StackReview): Lines => {
    if (plan === undefined) return [];
    const tally = tallyOf(plan);
    const changes = plan.changes.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
    const title = [countsText(tally), ...besidesOf(tally)].join(", ");
    return folded(`${code(stack)}: ${title}`, [...changes, ...plan.drift].flatMap(tell));
  };

/**
 * Every change of every stack, folded. Stacks with a finding come first, in the order of the findings.
 * @param whole - where all of them are to be found
 */
export function detailsSection(stacks: readonly StackReview[], found: ReadonlySet<string>, whole: string): Section {
  const touched = stacks.filter(({ plan }) => plan !== undefined && plan.changes.length + plan.drift.length > 0);
  const rank = new Map([...found].map((stack, index) => [stack, index]));
  const rankOf = ({ stack }: StackReview) => rank.get(stack) ?? found.size;
  const items = touched.toSorted((one, other) => rankOf(one) - rankOf(other));
  return listing({
    items,
    ways: [
      stackDetails(withAttributes(1000)),
      stackDetails(withAttributes(100)),
      stackDetails((change) => [headOf(change)]),
    ],
    above: ["### Details", ""],
    rest: (left) =>
      `There is no room here for the details of ${counted(left.length, "stack")}; they are in ${plain(whole)}.`,
  });
}
