import type { Derived } from "./derive";
import { changesText, figuresOf, stamp, titleOf } from "./words";

/** Text that Markdown shows as it is: no markup, no mention of anybody, no end of a table's cell. */
const plain = (text: string) =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]<>#|~&]/g, (letter) => `\\${letter}`)
    .replaceAll("@", "@\u200b");

/** A name or a hash, as code. */
const code = (text: string) => (text === "" ? "" : `\`${text.replace(/[`|\s]+/g, " ")}\``);

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)];
}

/**
 * A report for a pull request. The signed JSON names it by its digest.
 * @param fingerprint - of the key that the JSON is signed with
 */
export function renderMarkdown(derived: Derived, fingerprint: string): string {
  const { verdict, run, began, starter, timeline, approvals, terraform, planHash, head } = derived;
  const time = (milliseconds: number | null) => (milliseconds === null ? "" : stamp(milliseconds, true));
  const counted = approvals.map(({ by, knownBy, problem }) =>
    problem === ""
      ? `approved by ${plain(by)} (${knownBy})`
      : `approval of ${plain(by)} does not count: ${plain(problem)}`,
  );
  return [
    `## ${plain(titleOf(derived))}: ${verdict.verdict}`,
    "",
    ...verdict.reasons.map((reason) => `- ${plain(reason)}`),
    ...(verdict.reasons.length > 0 ? [""] : []),
    ...table(
      ["Figure", "Measured", ""],
      figuresOf(derived).map(({ name, value, note }) => [name, `**${value}**`, note]),
    ),
    "",
    ...derived.vouched.flatMap(({ by, word, because }) => [`${plain(by)} vouched: ${word} (${plain(because)}).`, ""]),
    `Run ${code(run)}, begun ${began} by ${plain(starter)}; ${counted.length === 0 ? "no approval on record" : counted.join("; ")}.`,
    "",
    ...table(
      ["From", "To", "Step", "Outcome"],
      timeline.map(({ step, title, began: from, ended, state, detail }) => [
        time(from),
        time(ended),
        `${code(step)} ${plain(title)}`,
        plain(detail === "" ? state : `${state}: ${detail}`),
      ]),
    ),
    "",
    ...(terraform.length === 0
      ? []
      : [
          ...table(
            ["Stack", "Terraform afterwards"],
            terraform.map((one) => [code(one.stack), plain([changesText(one), ...one.changes.unwanted].join("; "))]),
          ),
          "",
        ]),
    `Plan ${code(planHash.slice(0, 16))}, journal ${code(head.slice(0, 16))}, signed with ${code(fingerprint)}.`,
    "Check it with `understudy verify`.",
    "",
  ].join("\n");
}
