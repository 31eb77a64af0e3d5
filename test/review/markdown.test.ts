import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Review, Waiver } from "../../modules/review/contract";
import { tellComment, tellMarkdown, tellSummary } from "../../modules/review/tell/markdown";
import { anyReview, emptyReview, smallFinding, smallStack } from "./reviews";

const whole = "review.json of this run";
const blocked: Review = {
  ...emptyReview,
  verdict: "blocked",
  stacks: [smallStack("production-aws-virginia", { kind: "replace", reason: "replace_because_cannot_update" })],
  findings: [smallFinding],
};

/** The same letters with what a browser makes of entities, and without what is in code. */
const asRead = (markdown: string) =>
  markdown
    .replace(/<code>[^<]*<\/code>/g, "")
    .replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));

/** The objections of a reader to a comment's form; none when it is whole. */
function objections(markdown: string): readonly string[] {
  const lines = markdown.split("\n");
  const tags = [...markdown.matchAll(/<([^>]*)>/g)].map(([, tag = ""]) => tag);
  const unknown = tags.filter((tag) => !/^(?:\/?(?:details|summary|code)|br)$/.test(tag));
  const nested = tags
    .filter((tag) => /^\/?(?:details|summary|code)$/.test(tag))
    .reduce<readonly string[]>((open, tag) => {
      if (!tag.startsWith("/")) return [...open, tag];
      return open.at(-1) === tag.slice(1) ? open.slice(0, -1) : [...open, `unopened ${tag}`];
    }, []);
  const torn = lines.filter((line, index) => {
    if (!line.startsWith("|")) return line.includes("|");
    const before = lines[index - 1] ?? "";
    const cells = (row: string) => row.split("|").length;
    return !line.endsWith(" |") || (before.startsWith("|") && cells(before) !== cells(line));
  });
  const read = asRead(markdown);
  const ambiguous = [/@[\p{L}\p{N}_]/u, /[#!]\d/, /GH-\d/i, /[^\n\P{Cc}]|[\u202a-\u202e]/u].filter((pattern) =>
    pattern.test(read),
  );
  return [
    ...unknown.map((tag) => `tag: ${tag}`),
    ...nested.map((tag) => `not closed: ${tag}`),
    ...torn.map((line) => `torn: ${line.slice(0, 80)}`),
    ...ambiguous.map((pattern) => `is more than text: ${pattern.source}`),
    ...lines.filter((line) => /^\s*\//.test(line)).map((line) => `an order: ${line}`),
    ...(/```|\]\(|(?<!&#)\bwww\.|:\/\//.test(markdown.replace(/&#\d+;/g, "?")) ? ["a link or a fence"] : []),
  ];
}

const verdictFirst = /^(?:## (?:Passed|Blocked|Error): .+|\*\*Passed: nothing differs\*\*)\n/;

describe("the comment of any review", () => {
  test("is shorter than 65,000 whatever it holds, whole, and harmless; its first line is the verdict", () => {
    fc.assert(
      fc.property(anyReview(1500), (review) => {
        const comment = tellComment(review, whole);
        expect(Buffer.byteLength(comment)).toBeLessThan(64_600);
        expect(comment).toMatch(verdictFirst);
        expect(objections(comment)).toEqual([]);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);

  test("names each finding that blocks, or says how many are not named and where they are", () => {
    fc.assert(
      fc.property(fc.nat({ max: 3000 }), fc.nat({ max: 400 }), (count, length) => {
        const findings = Array.from({ length: count }, (_, index) => ({
          ...smallFinding,
          address: `aws_rds_cluster.n${index}${"x".repeat(length)}`,
        }));
        const comment = tellComment({ ...blocked, findings }, whole);
        const named = findings.filter(({ address }) =>
          comment.includes(`<code>${address.replace("_", "&#95;").replace("_", "&#95;")}</code> in`),
        );
        const left = Number(/^(\d+) findings? for which there is no room/m.exec(comment)?.at(1) ?? 0);
        expect(named.length + left).toBe(count);
        expect(comment.includes(`All of them are in ${whole}.`)).toBe(left > 0);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

test("the summary of any review is shorter than 1 MiB, and whole", () => {
  fc.assert(
    fc.property(anyReview(3000), (review) => {
      const summary = tellSummary(review, whole);
      expect(Buffer.byteLength(summary)).toBeLessThan(2 ** 20);
      expect(objections(summary)).toEqual([]);
    }),
    { numRuns: 12 },
  );
}, 120_000);

test("a form that is not whole is noticed", () => {
  const wrong = {
    "tag: img": "<img>",
    "not closed: details": "<details>\n",
    "torn: | a |": "| a | b |\n| a |",
    "is more than text: @[\\p{L}\\p{N}_]": "&#64;octocat",
    "an order: /merge": "ok\n/merge",
    "a link or a fence": "[x](y)",
  };
  expect(Object.entries(wrong).filter(([said, text]) => !objections(text).includes(said))).toEqual([]);
});

test("nothing that differs is told in one line", () => {
  expect(tellComment(emptyReview, whole)).toBe("**Passed: nothing differs**\n");
});

test("a small review is told in full: verdict, table, what blocks with attribute, values and what to do, details", () => {
  expect(tellComment(blocked, whole).replaceAll("&#95;", "_").replaceAll("&#58;", ":")).toBe(
    [
      "## Blocked: 1 finding blocks this change",
      "",
      "<code>main</code> → <code>feature</code>",
      "",
      "1 stack differs: 1 to replace.",
      "",
      "| Environment | Cloud | Site | Stack | Add | Change | Replace | Destroy | Besides |",
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
      "| production | aws | virginia (us-east-1) | <code>production-aws-virginia</code> | 0 | 0 | 1 | 0 |  |",
      "",
      "### What blocks this change",
      "",
      "- **data would be lost** <code>aws_rds_cluster.database_cluster</code> in <code>production-aws-virginia</code>" +
        '<br><code>engine</code>: <code>"a"</code> → <code>"b"</code>' +
        "<br>it would be replaced, and what it holds lost; put the earlier value back",
      "",
      "### Details",
      "",
      "<details>",
      "<summary><code>production-aws-virginia</code>: 1 to replace</summary>",
      "",
      "- **replace** <code>aws_rds_cluster.database_cluster</code> (replace because cannot update)",
      "  - <code>backup_retention_period</code>: <code>14</code> → <code>15</code>",
      "",
      "</details>",
      "",
    ].join("\n"),
  );
});

test("a switch of regions, a waiver, another standing and an error are each told in words", () => {
  const waivedBy: Waiver = {
    ...{ rule: "data-loss", stack: "s", address: "a", reason: "moved by hand", owner: "ana", approvedBy: "ben" },
    expires: "2026-12-31",
  };
  const counts = { add: 0, change: 1, replace: 0, destroy: 0 };
  const comment = tellComment(
    {
      ...blocked,
      verdict: "error",
      findings: [{ ...smallFinding, waivedBy }],
      switches: [{ environment: "production", group: "aws", from: "virginia", to: "oregon", fenced: ["virginia"] }],
      otherStandings: [
        { stack: "production-aws-virginia", active: "oregon", counts, findings: [{ ...smallFinding, address: "b" }] },
      ],
      errors: ["production-gcp-iowa could not be planned"],
    },
    whole,
  );
  expect(comment).toContain("## Error: 1 thing could not be looked at, 1 finding waived\n");
  expect(comment).toContain("waived by ana, approved by ben, until 2026-12-31: moved by hand");
  expect(comment).toContain(
    "This is a switch of <code>production/aws</code> from <code>virginia</code> to <code>oregon</code>; " +
      "Terraform updates in place only. It fences <code>virginia</code>.",
  );
  expect(comment).toContain(
    "**data would be lost** <code>b</code> in <code>production-aws-virginia</code> if <code>oregon</code> were active",
  );
  expect(comment).toContain("### What would block with another site active");
  expect(comment).toContain("with <code>oregon</code> active: 1 to change in place");
  expect(comment).toContain("- production-gcp-iowa could not be planned");
});

test("a value that is sensitive stays hidden as it was given, and a long one is told by its length", () => {
  const attributes = [
    { path: "password", before: "(sensitive)", after: "(sensitive)", forces: false },
    { path: "policy", before: "x".repeat(5000), after: undefined, forces: true },
  ];
  const comment = tellComment({ ...blocked, stacks: [smallStack("production-aws-virginia", { attributes })] }, whole);
  expect(comment).toContain("<code>password</code>: <code>(sensitive)</code> → <code>(sensitive)</code>");
  expect(comment).toContain("<code>policy</code>: a text of 5000 letters → nothing, **forces replacement**");
});

test("what does not fit gives way in order: details first, then the table, and what blocks last", () => {
  const stacks = Array.from({ length: 2000 }, (_, index) => smallStack(`production-aws-site${index}`));
  const review = { ...blocked, stacks };
  const withRoom = (limit: number) => tellMarkdown(review, { limit, whole });
  expect(withRoom(2_000_000)).toContain("<code>production-aws-site1999</code>: 1 to change in place</summary>");
  const comment = withRoom(64_500);
  expect(comment).toContain("| production | aws | 2000 | 0 | 2000 | 0 | 0 |  |");
  expect(comment).toContain("### Details");
  expect(comment).toMatch(/no room here for the details of \d+ stacks; they are in review.json/);
  const short = withRoom(620);
  expect(short).not.toContain("| production |");
  expect(short).toContain("2000 stacks differ: 2000 to change in place.");
  expect(short).toContain("<code>engine</code>");
});
