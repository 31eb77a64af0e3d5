/** What Markdown, HTML, a table's cell or a formula could take for more than text. */
const markup = /[\\`*_{}[\]<>#|~&@!$^:]/g;

/** What is not seen, or turns the direction of what is: shown as its number, so that nobody reads another text than is there. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;

/** What GitHub and GitLab make a mention or a reference of when a name or a number follows. */
const reference = /([@#!~%&$^])(?=[\p{L}\p{N}_"[{*])|(GH-)(?=\d)/giu;

const numbered = (letter: string) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`;
const asEntity = (letter: string) => `&#${letter.charCodeAt(0)};`;
const inOneLine = (text: string) => text.replace(/\s+/g, " ").trim().replace(unseen, numbered);
const escaped = (text: string) =>
  text.replace(markup, asEntity).replace(/www\./gi, (start) => `${start.slice(0, -1)}&#46;`);

/**
 * Text that is read as it is in Markdown, in HTML and in a table's cell: in one line, no markup, no link, and nobody is
 * mentioned. A line must not begin with it: GitLab would take a slash there for an order.
 */
export function plain(text: string): string {
  return escaped(inOneLine(text).replace(reference, "$&\u200b"));
}

/** A name or a value, as code, letter for letter but for white space. Neither GitHub nor GitLab look for mentions in code. */
export function code(text: string): string {
  const shown = inOneLine(text);
  return shown === "" ? "" : `<code>${escaped(shown)}</code>`;
}

/** The most letters of a value that are told. */
export type Longest = 1000 | 100;

/** One side of an attribute. What is longer than `longest` is told by its length: half a value is none. */
export function value(text: string | undefined, longest: Longest): string {
  if (text === undefined) return "nothing";
  return text.length > longest ? `a text of ${text.length} letters` : code(text);
}

/** What people open when they want to. The title is HTML, as {@link plain} and {@link code} make it. */
export function folded(title: string, lines: readonly string[]): readonly string[] {
  return ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>"];
}

/** A table, one line a row; empty without rows. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return rows.length === 0 ? [] : [line(titles), line(titles.map(() => "---")), ...rows.map(line)];
}
