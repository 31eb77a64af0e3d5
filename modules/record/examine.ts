import { prettifyError } from "zod";
import { sha256 } from "../core/chain";
import { entries } from "../core/parse-group";
import type { Problem } from "../core/problems";
import { fingerprintOf, isSignedText } from "../recovery/evidence/sign";
import type { RecordEntry } from "./contract";
import { signedText } from "./log";
import { entryShape } from "./shape";

/** What an examination of a record came to. */
export interface RecordExamination {
  /** Each at the entry at which it was found; empty when nothing was changed. */
  readonly problems: readonly Problem[];
  /** The entries that can be read. */
  readonly entries: readonly RecordEntry[];
  /** Whose keys signed them. */
  readonly signedBy: readonly string[];
  /** SHA-256 of the last line: whoever kept it from before can tell whether entries were cut off behind it. */
  readonly head: string;
}

/** A line, read. `rest` is all of it but the signature, its keys in their order. */
interface ReadLine {
  readonly entry: RecordEntry;
  readonly rest: object;
}

function readLine(line: Buffer): ReadLine | string {
  const text = line.toString("utf8");
  if (!Buffer.from(text).equals(line)) return "was changed: it has a byte that is no text";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return "was changed: it is no JSON any more";
    throw error;
  }
  const { signature, ...rest } = entries(value);
  // What a reader of JSON would overlook is a change all the same.
  if (JSON.stringify({ ...rest, signature }) !== text) return "was changed: it is not as it was written";
  const { data, error } = entryShape.safeParse(value);
  if (data === undefined) return `is no entry of a record: ${prettifyError(error).replaceAll("\n", " ")}`;
  return { entry: data, rest };
}

/** What is wrong with an entry by itself. */
function wrongAlone({ entry, rest }: ReadLine, trusted: ReadonlyMap<string, string>): string | undefined {
  const { signer, signature } = entry;
  if (signer === null || signature === null)
    return signer === null && signature === null
      ? "was signed by nobody: whether it was changed, nobody can tell"
      : "was changed: it has half a signature";
  if (!isSignedText(signer.publicKey, signedText(rest), signature))
    return "was changed: its signature is of another text";
  if (fingerprintOf(signer.publicKey) !== signer.fingerprint) return "was changed: key and fingerprint do not fit";
  if (!trusted.has(signer.fingerprint))
    return `was signed by ${signer.fingerprint}, who is nobody that is trusted; add it to the trusted keys if you know whose it is`;
  return undefined;
}

/** The whole lines of a file, and what comes behind the last. */
function linesOf(bytes: Buffer): { readonly lines: readonly Buffer[]; readonly tail: Buffer } {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return { lines, tail: bytes.subarray(from) };
}

/**
 * Examines a record offline: that not a byte of it was changed, no entry added, taken out or exchanged, and that somebody
 * trusted signed each. What it cannot see is that the last entries were cut off as a whole: compare `head` with one that was
 * told before.
 */
export function examineRecord(bytes: Buffer, trusted: ReadonlyMap<string, string>): RecordExamination {
  const { lines, tail } = linesOf(bytes);
  const read = lines.map(readLine);
  const alone = read.map((line) => (typeof line === "string" ? line : wrongAlone(line, trusted)));
  const problems = lines.flatMap((_, index): readonly Problem[] => {
    const path = `entry ${index + 1}`;
    const own = alone[index];
    const line = read[index];
    if (typeof line === "string" || line === undefined) return [{ path, message: own ?? "" }];
    const before = lines[index - 1];
    const follows = line.entry.sequence === index + 1 && line.entry.previous === sha256(before ?? "");
    // Where the entry before is known to be changed, that says it all.
    const isTold = (index > 0 && alone[index - 1] !== undefined) || (own?.startsWith("was changed") ?? false);
    return [
      ...(own === undefined ? [] : [{ path, message: own }]),
      ...(follows || isTold
        ? []
        : [{ path, message: "does not follow the entry before it: one was added, taken out or exchanged" }]),
    ];
  });
  const torn: readonly Problem[] =
    tail.length === 0
      ? []
      : [
          {
            path: `entry ${lines.length + 1}`,
            message:
              "has no end: its process died while it wrote it, or somebody cut it; the next deployment takes it out",
          },
        ];
  const readable = read.flatMap((line) => (typeof line === "string" ? [] : [line.entry]));
  const signedBy = readable.flatMap(({ signer }) => (signer === null ? [] : (trusted.get(signer.fingerprint) ?? [])));
  return {
    problems: [...problems, ...torn],
    entries: readable,
    signedBy: [...new Set(signedBy)],
    head: sha256(lines.at(-1) ?? ""),
  };
}
