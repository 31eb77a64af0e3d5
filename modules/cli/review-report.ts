import { counted } from "../core/counted";
import type { Finding, Review, StackReview, Verdict, Weight } from "../review/contract";
import { verdictText } from "../review/tell/markdown";
import type { Look } from "./paint";
import { type Column, wrap } from "./table";
import type { Channel } from "./terminal";

const verdictLooks = { passed: "green", blocked: "red", error: "red" } as const satisfies Record<Verdict, Look>;
const weightLooks = { blocks: "red", risk: "yellow", notice: "dim" } as const satisfies Record<Weight, Look>;

const countsOf = ({ result }: StackReview) => (result !== undefined && "plan" in result ? result.plan : undefined);

const countColumn = (title: string, key: "add" | "change" | "replace" | "destroy"): Column<StackReview> => ({
  title,
  text: (review) => String(countsOf(review)?.[key] ?? ""),
  align: "right",
  look: (review) =>
    (key === "replace" || key === "destroy") && (countsOf(review)?.[key] ?? 0) > 0 ? "yellow" : undefined,
});

/** How the stacks of a review are listed. */
export const reviewColumns: readonly Column<StackReview>[] = [
  { title: "stack", text: ({ stack }) => stack },
  { title: "region", text: ({ region }) => region ?? "", spare: true },
  { title: "", text: ({ difference }) => difference },
  countColumn("add", "add"),
  countColumn("change", "change"),
  countColumn("replace", "replace"),
  countColumn("destroy", "destroy"),
];

function findingLines(finding: Finding, { paint, width }: Channel): readonly string[] {
  const { weight, rule, stack, address, attribute, before, after, message, waivedBy } = finding;
  const place = [stack, address].filter((part) => part !== "").join("/");
  const values = before === undefined && after === undefined ? "" : ` ${before ?? "nothing"} -> ${after ?? "nothing"}`;
  const changed = attribute === "" ? "" : `${attribute}${values}`;
  const waiver = waivedBy && `waived until ${waivedBy.expires} by ${waivedBy.approvedBy}: ${waivedBy.reason}`;
  return [
    `  ${paint(waivedBy === undefined ? weightLooks[weight] : "dim", weight.padEnd(7))} ${place}  ${paint("dim", rule)}`,
    ...(changed === "" ? [] : wrap(changed, width, "          ")),
    ...wrap(message, width, "          "),
    ...(waiver === undefined ? [] : wrap(waiver, width, "          ")),
  ];
}

/** Findings that a person at a terminal should read: what may wait is counted. */
function findingsLines(findings: readonly Finding[], channel: Channel): readonly string[] {
  const shown = findings.filter(({ weight }) => weight !== "notice");
  const left = findings.length - shown.length;
  return [
    ...shown.flatMap((finding) => [...findingLines(finding, channel), ""]),
    ...(left === 0 ? [] : [`  and ${counted(left, "notice")}`, ""]),
  ];
}

/** The verdict and why, which is read last. */
export function verdictLine(review: Review, { paint }: Channel): string {
  return paint(verdictLooks[review.verdict], verdictText(review));
}

/** Everything that a terminal shows of a review between the table of stacks and the verdict. */
export function reviewLines(review: Review, channel: Channel): readonly string[] {
  const { paint, width } = channel;
  return [
    ...review.errors.flatMap((error) => wrap(error, width, "  ")),
    ...(review.errors.length === 0 ? [] : [""]),
    ...review.switches.flatMap(({ environment, group, from, to }) => [
      ...wrap(
        `${paint("green", "recognized")}: this switches ${environment}/${group} from ${from} to ${to}; terraform updates in place only`,
        width,
        "  ",
      ),
      "",
    ]),
    ...findingsLines(review.findings, channel),
    ...review.otherStandings
      .filter(({ findings }) => findings.length > 0)
      .flatMap(({ stack, active, findings }) => [
        `  if ${active} were active, ${stack}:`,
        ...findings.flatMap((finding) => findingLines(finding, channel)),
        "",
      ]),
  ];
}
