import { z } from "zod";
import type { Problem } from "../../core/problems";
import { derivedFields, format } from "./report";

/** A report whose form is right. Whether it is true is another question. */
export interface ReadReport {
  readonly fields: ReadonlyMap<string, unknown>;
  /** The entries' lines, which the hashes are of. */
  readonly lines: readonly string[];
  readonly pages: { readonly html: string; readonly markdown: string };
  readonly signer: { readonly publicKey: string; readonly fingerprint: string };
  readonly seal: { readonly digest: string; readonly signature: string };
  /** Everything that the seal's digest is of. */
  readonly sealed: string;
}

const tail = {
  pages: z.strictObject({ html: z.string(), markdown: z.string() }),
  signer: z.strictObject({ publicKey: z.string(), fingerprint: z.string() }),
  seal: z.strictObject({ digest: z.string(), signature: z.string() }),
};

/** One line that a report must have, and what it is called when it is not as it must be. */
interface Expected {
  readonly path: string;
  readonly is: (line: string) => boolean;
}

const written = (text: string): boolean => {
  try {
    return JSON.stringify(JSON.parse(text)) === text;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
};

const literal = (path: string, text: string): Expected => ({ path, is: (line) => line === text });

/** A field's line: its name, then a value exactly as JSON.stringify writes it. */
const field = (name: string, end = ","): Expected => ({
  path: name,
  is: (line) =>
    line.startsWith(`"${name}":`) && line.endsWith(end) && written(`{${line.slice(0, line.length - end.length)}}`),
});

const entry = (number: number, isLast: boolean): Expected => {
  const end = isLast ? "" : ",";
  return {
    path: `entry ${number}`,
    is: (line) => line.startsWith("{") && line.endsWith(end) && written(line.slice(0, line.length - end.length)),
  };
};

const before = [
  literal("line 1", "{"),
  literal("format", `"format":${JSON.stringify(format)},`),
  ...derivedFields.map((name) => field(name)),
  literal("entries", '"entries":['),
];
const after = [
  literal("entries", "],"),
  field("pages"),
  field("signer"),
  field("seal", ""),
  literal("last line", "}"),
  literal("end of file", ""),
];

const valueOf = (line: string, name: string): unknown => {
  const value: unknown = JSON.parse(line.replace(/,$/, "").slice(name.length + 3));
  return value;
};

/** The field or entry that a report's line is, by its number from 0. */
export function lineName(index: number, total: number): string {
  const entries = total - before.length - after.length;
  if (index < before.length) return before[index]?.path ?? "";
  if (index < before.length + entries) return `entry ${index - before.length + 1}`;
  return after[index - before.length - entries]?.path ?? "end of file";
}

/** Takes a report's text apart, or says at which field or entry it is not as one must be. */
export function readReport(text: string): ReadReport | Problem {
  const lines = text.split("\n");
  const count = lines.length - before.length - after.length;
  const expected = [
    ...before,
    ...Array.from({ length: Math.max(0, count) }, (_, index) => entry(index + 1, index === count - 1)),
    ...after,
  ];
  const wrong = expected.find(({ is }, index) => !is(lines[index] ?? ""));
  if (wrong !== undefined)
    return {
      path: wrong.path,
      message: "is not as it was written: its form is broken; get the report again from whoever has it",
    };
  const named = (name: string): unknown => valueOf(lines[expected.findIndex(({ path }) => path === name)] ?? "", name);
  const parsed = z.object(tail).safeParse(Object.fromEntries(Object.keys(tail).map((name) => [name, named(name)])));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      path: issue?.path.join(".") ?? "pages",
      message: `is not as it was written: ${issue?.message ?? "no such field"}`,
    };
  }
  return {
    fields: new Map(derivedFields.map((name) => [name, named(name)])),
    lines: lines.slice(before.length, before.length + count).map((line) => line.replace(/,$/, "")),
    ...parsed.data,
    sealed: `${lines.slice(0, -3).join("\n")}\n`,
  };
}
