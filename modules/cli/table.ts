import type { Paint, Look } from "./paint";

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** @default - plain */
  readonly look?: (row: Row) => Look | undefined;
  /** @default "left" */
  readonly align?: "left" | "right";
  /**
   * Whether the table can do without it where the width is short: the last such column goes first.
   * @default false
   */
  readonly spare?: boolean;
}

const gap = "  ";

const widthOf = <Row>({ title, text }: Column<Row>, rows: readonly Row[]) =>
  Math.max(title.length, ...rows.map((row) => text(row).length));

/** The columns that fit into `width`; those that are not spare stay, however wide. */
export function fitting<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number | undefined,
): readonly Column<Row>[] {
  const total = columns.reduce((sum, column) => sum + widthOf(column, rows) + gap.length, -gap.length);
  const last = columns.findLastIndex(({ spare }) => spare === true);
  if (width === undefined || total <= width || last === -1) return columns;
  return fitting(columns.toSpliced(last, 1), rows, width);
}

/** A titled table, one line a row, with nothing behind the last word of a line. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
  width?: number,
): readonly string[] {
  const shown = fitting(columns, rows, width).map((column) => ({ ...column, width: widthOf(column, rows) }));
  const line = (cell: (column: Column<Row>) => string, look: (column: Column<Row>) => Look | undefined) =>
    shown
      .map((column, index) => {
        const text = cell(column);
        const blank = " ".repeat(column.width - text.length);
        const wanted = look(column);
        const painted = wanted === undefined ? text : paint(wanted, text);
        if (column.align === "right") return blank + painted;
        return index === shown.length - 1 ? painted : painted + blank;
      })
      .join(gap);
  return [
    line(
      ({ title }) => title.toUpperCase(),
      () => "dim",
    ),
    ...rows.map((row) =>
      line(
        ({ text }) => text(row),
        ({ look }) => look?.(row),
      ),
    ),
  ];
}

/** `text` in lines of at most `width` characters, broken between words, each behind `indent`. */
export function wrap(text: string, width: number | undefined, indent: string): readonly string[] {
  if (width === undefined) return [indent + text];
  return text.split(" ").reduce<readonly string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last === undefined) return [indent + word];
    const longer = `${last} ${word}`;
    return longer.length <= width ? lines.with(-1, longer) : [...lines, indent + word];
  }, []);
}
