import { createHash } from "node:crypto";
import { z } from "zod";
import { sandboxFormat } from "../runtime";
import type { Change, Json } from "./contract";

/*
 * One line says what the file is, then each transaction is one line: the first 16 hexadecimal digits of SHA-256 over the
 * line before's and this one's text, a space, and the text: a JSON array of changes. So a line that was altered, left out
 * or put elsewhere is noticed.
 */

const headerShape = z.object({ store: z.literal("understudy sandbox"), format: z.number() });

/** The first line of a store, with its end. */
export const header = `${JSON.stringify({ store: "understudy sandbox", format: sandboxFormat })}\n`;

/** What the first transaction's checksum is chained to. */
export const firstChecksum = "0".repeat(16);

const newline = 10;

/** Between a line's checksum and its text. */
const separator = " ";

const jsonShape: z.ZodType<Json> = z.json();
const collectionShape = z.enum(["thing", "outage", "state", "lock", "server"]);

/** A change as it is written: without a value, the entry is gone. */
const changeShape = z.union([
  z.tuple([collectionShape, z.string(), jsonShape]).transform(([collection, key, value]): Change => ({
    collection,
    key,
    value,
  })),
  z.tuple([collectionShape, z.string()]).transform(([collection, key]): Change => ({
    collection,
    key,
    value: undefined,
  })),
]);
const changesShape = z.array(changeShape);

const checksumOf = (previous: string, text: string | Buffer) =>
  createHash("sha256").update(previous).update(text).digest("hex").slice(0, firstChecksum.length);

/** A transaction as text, and the changes as they would be read back: what is not JSON is already lost here. */
export function write(changes: readonly Change[]): { readonly text: string; readonly changes: readonly Change[] } {
  const text = JSON.stringify(
    changes.map(({ collection, key, value }) => (value === undefined ? [collection, key] : [collection, key, value])),
  );
  return { text, changes: changesShape.parse(JSON.parse(text)) };
}

/** The line of a transaction that follows the one with the checksum `previous`, and its own checksum. */
export function line(previous: string, text: string): { readonly line: string; readonly checksum: string } {
  const checksum = checksumOf(previous, text);
  return { line: `${checksum}${separator}${text}\n`, checksum };
}

/** What a store's file has in it. */
export interface Contents {
  /** In the order in which they were committed. */
  readonly transactions: readonly (readonly Change[])[];
  /** Of the last transaction. */
  readonly checksum: string;
  /** How many bytes are whole: what comes after is the beginning of a line that nobody was told was written. */
  readonly bytes: number;
}

/** Whether a file is a store of a sandbox, of whatever format, or as much of one as was written before a process died. */
export function isStore(content: Buffer): boolean {
  const end = content.indexOf(newline);
  if (end === -1) return header.startsWith(content.toString());
  return headerShape.safeParse(parsed(content.subarray(0, end))).success;
}

function readHeader(content: Buffer, file: string): number {
  const end = content.indexOf(newline);
  // It is written before the file gets its name; but an empty one, or a part of this line, has nothing to lose either.
  if (end === -1 && header.startsWith(content.toString())) return 0;
  const first = parsed(content.subarray(0, end === -1 ? content.length : end));
  const { data } = headerShape.safeParse(first);
  if (data === undefined) throw new Error(`${file}: is no store of a sandbox; move it away, or name another folder`);
  if (data.format !== sandboxFormat)
    throw new Error(
      `${file}: is a store written by another version, in format ${data.format}, and this one reads ${sandboxFormat}; ` +
        "use that version, or begin anew with understudy sandbox reset",
    );
  return end + 1;
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readLine(
  content: Buffer,
  previous: string,
): { readonly checksum: string; readonly changes: readonly Change[] } | undefined {
  const start = firstChecksum.length + separator.length;
  const text = content.subarray(start);
  const checksum = checksumOf(previous, text);
  // Compared as bytes, what stands between included: a text made of damaged bytes may look like another.
  if (!content.subarray(0, start).equals(Buffer.from(checksum + separator))) return undefined;
  const { data } = changesShape.safeParse(parsed(text));
  return data && { checksum, changes: data };
}

/**
 * Reads a store. The beginning of a line at the end is what a process was writing when it died, and is left out.
 * @throws Error when it is no store, one of another format, or damaged, with the line and what to do
 */
export function read(content: Buffer, file: string): Contents {
  const transactions: (readonly Change[])[] = [];
  let bytes = readHeader(content, file);
  let checksum = firstChecksum;
  for (let end = content.indexOf(newline, bytes); bytes > 0 && end !== -1; end = content.indexOf(newline, bytes)) {
    const transaction = readLine(content.subarray(bytes, end), checksum);
    if (transaction === undefined)
      throw new Error(
        `${file}: line ${transactions.length + 2} is not as it was written; restore the file from a copy, ` +
          "or begin anew with understudy sandbox reset",
      );
    transactions.push(transaction.changes);
    ({ checksum } = transaction);
    bytes = end + 1;
  }
  return { transactions, checksum, bytes };
}
