import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./planted";

/** The cloud whose review is shown, as the demonstration takes it, and the branch that it is of. */
export const shown = { what: "staging/gcp", branch: "rename-databases" } as const;

const page = "docs/review-comment.md";
const begin = "<!-- prettier-ignore-start -->\n";
const end = "<!-- prettier-ignore-end -->\n";

const introduction = `# A review's comment

As it renders on a pull request: this is what \`npm run demo:review -- ${shown.what}\` says of its second change, which gives
database servers another name. \`npm run review-comment\` writes this page anew.

---

`;

/** A comment down to its first folded part, as a quotation. */
function quotation(comment: string): string {
  const [open = ""] = comment.split("<details>");
  return open
    .trim()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

function withQuotation(readme: string, comment: string): string {
  const [before, rest] = readme.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined)
    throw new Error("README.md has lost the place of a review's comment");
  return `${before}${begin}${quotation(comment)}\n${end}${after}`;
}

/** The texts of the project that show a review's comment, by their paths, as they should be given that comment. */
export function textsShowing(comment: string): Readonly<Record<string, string>> {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  return { [page]: introduction + comment, "README.md": withQuotation(readme, comment) };
}
