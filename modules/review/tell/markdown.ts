import { counted } from "../../core/counted";
import type { Review, Verdict } from "../contract";
import { costSection } from "./cost";
import { detailsSection } from "./details";
import { allFindings, countOf, findingsSection } from "./findings";
import { fitted, type Lines, oneOfThese } from "./fit";
import { stacksSection } from "./stacks";
import { errorsSection, standingsSection, switchesSection } from "./standings";
import { code } from "./text";

/** How long a text may be, and what it may refer to. */
export interface Room {
  /** Bytes of UTF-8, which are never fewer than the characters that GitHub and GitLab count. */
  readonly limit: number;
  /** Where all of it is to be found, in words that end a sentence. */
  readonly whole: string;
}

/** A comment on GitHub has 65,536 characters at most: below that, with room for the mark of whose comment it is. */
const commentBytes = 64_500;

/** A job's summary on GitHub has 1 MiB at most; steps of the same job may have written to it before. */
const summaryBytes = 1_000_000;

const verdictWords: Readonly<Record<Verdict, string>> = { passed: "Passed", blocked: "Blocked", error: "Error" };

/** Whether there is nothing to tell. */
function isNothing({ verdict, stacks, findings, switches, otherStandings, errors }: Review): boolean {
  const all = [stacks, findings, switches, otherStandings, errors];
  return verdict === "passed" && all.every(({ length }) => length === 0);
}

/** The verdict and why, in a line that is short whatever the review. */
export function verdictText(review: Review): string {
  const all = allFindings(review);
  const [blocking, risks, waived] = [countOf(all, "blocks"), countOf(all, "risk"), countOf(all, "waived")];
  const { verdict, errors, stacks } = review;
  if (isNothing(review)) return `${verdictWords.passed}: nothing differs`;
  const why = [
    ...(errors.length === 0 ? [] : [`${counted(errors.length, "thing")} could not be looked at`]),
    ...(blocking === 0 ? [] : [`${counted(blocking, "finding")} ${blocking === 1 ? "blocks" : "block"} this change`]),
    ...(risks === 0 ? [] : [counted(risks, "risk")]),
    ...(waived === 0 ? [] : [`${counted(waived, "finding")} waived`]),
  ];
  const nothing = stacks.length === 0 ? "no stack differs" : "nothing that a rule speaks against";
  return `${verdictWords[verdict]}: ${why.length === 0 ? nothing : why.join(", ")}`;
}

/** Which two are compared; left out where the names are too long. */
function comparedSection({ base, head }: Review) {
  const lines: Lines = [`${code(base)} → ${code(head)}`];
  return oneOfThese([() => lines, () => []]);
}

/**
 * A review as Markdown for GitHub and GitLab: the verdict in the first line, then what differs, what blocks, and so on
 * down to every attribute. What does not fit is told shorter, then counted, as a whole each; what blocks gives way last.
 */
export function tellMarkdown(review: Review, { limit, whole }: Room): string {
  if (isNothing(review)) return `**${verdictText(review)}**\n`;
  const all = allFindings(review);
  const found = new Set(all.map(({ finding }) => finding.stack));
  const verdict = oneOfThese([() => [`## ${verdictText(review)}`]]);
  const errors = errorsSection(review, whole);
  const stacks = stacksSection(review.stacks);
  const blocks = findingsSection(all, "blocks", whole);
  const elsewhere = findingsSection(all, "elsewhere", whole);
  const switches = switchesSection(review, whole);
  const risks = findingsSection(all, "risk", whole);
  const waived = findingsSection(all, "waived", whole);
  const standings = standingsSection(review, whole);
  const cost = costSection(review.stacks, whole);
  const notices = findingsSection(all, "notice", whole);
  const details = detailsSection(review.stacks, found, whole);
  return fitted(
    [
      ...[verdict, comparedSection(review), errors, stacks, blocks, elsewhere, risks, waived],
      ...[switches, standings, notices, cost, details],
    ],
    [verdict, blocks, elsewhere, errors, switches, stacks, risks, waived, standings, cost, notices, details],
    limit,
  );
}

/** A review as a comment: under 65,000 characters whatever it holds, with room for a mark of 400. */
export function tellComment(review: Review, whole: string): string {
  return tellMarkdown(review, { limit: commentBytes, whole });
}

/** A review as the summary of a job: under 1 MiB whatever it holds. */
export function tellSummary(review: Review, whole: string): string {
  return tellMarkdown(review, { limit: summaryBytes, whole });
}
