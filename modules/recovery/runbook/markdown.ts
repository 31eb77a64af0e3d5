/** Commands to copy. */
export function shell(code: string): string {
  return ["```sh", code, "```"].join("\n");
}

/** A table; a bar in a cell is written so that it stays one. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The anchor by which a heading is linked to, as GitHub makes it. */
function anchor(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .replaceAll(/\s/g, "-")}`;
}

/** A link to a heading of the same page. */
export function toHeading(heading: string): string {
  return `[${heading}](${anchor(heading)})`;
}

/** Blocks of a page, a blank line between them and a newline at the end. */
export function page(...blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}

/** Minutes with a tenth, from seconds. */
export function minutes(seconds: number): string {
  return (seconds / 60).toFixed(1);
}
