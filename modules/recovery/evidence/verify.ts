import { prettifyError } from "zod";
import type { Problem } from "../../core/problems";
import type { JournalEntry } from "../contract";
import { sha256 } from "../../core/chain";
import { entryShape } from "../run/journal-shape";
import { type Derived, derive } from "./derive";
import { renderHtml } from "./html";
import { renderMarkdown } from "./markdown";
import { lineName, type ReadReport, readReport } from "./read-report";
import { derivedFields } from "./report";
import { fingerprintOf, isSigned } from "./sign";

/** What {@link verifyReport} is given. */
export interface Evidence {
  readonly json: Uint8Array;
  /** The other two forms, where they are there. */
  readonly html?: Uint8Array;
  readonly markdown?: Uint8Array;
  /** Fingerprints that are trusted, with whose they are. */
  readonly trusted: ReadonlyMap<string, string>;
}

/** What an examination of a report came to. */
export interface Examination {
  /** Each at the entry or field at which it was found; empty when nothing was changed. */
  readonly problems: readonly Problem[];
  /** What the entries say, worked out anew. Undefined when they cannot be read, or were changed. */
  readonly derived: Derived | undefined;
  /** Whose key signed it; undefined when that is not trusted. */
  readonly signedBy: string | undefined;
}

const show = (value: unknown) => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
};

const isPlain = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Every place at which a report says something else than what follows from its entries. */
function differences(path: string, said: unknown, follows: unknown): readonly Problem[] {
  if (JSON.stringify(said) === JSON.stringify(follows)) return [];
  if (isPlain(said) && isPlain(follows) && Array.isArray(said) === Array.isArray(follows)) {
    const keys = [...new Set([...Object.keys(said), ...Object.keys(follows)])];
    return keys.flatMap((key) => differences(`${path}.${key}`, Reflect.get(said, key), Reflect.get(follows, key)));
  }
  return [{ path, message: `says ${show(said)}, and from the entries follows ${show(follows)}` }];
}

/** The text of bytes, or the field or entry in which they are none. */
function decode(bytes: Uint8Array): string | Problem {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString("utf8");
  const again = Buffer.from(text);
  if (again.equals(buffer)) return text;
  const wrong = buffer.findIndex((byte, index) => byte !== again[index]);
  const line = buffer.subarray(0, wrong).toString("latin1").split("\n").length - 1;
  return {
    path: lineName(line, text.split("\n").length),
    message: "is not as it was written: it has a byte that is no text",
  };
}

/** The entries, or what is wrong with the first that is none. */
function readEntries(lines: readonly string[]): readonly JournalEntry[] | Problem {
  const entries: JournalEntry[] = [];
  for (const [index, line] of lines.entries()) {
    const parsed = entryShape.safeParse(JSON.parse(line));
    if (!parsed.success)
      return {
        path: `entry ${index + 1}`,
        message: `is no entry: ${prettifyError(parsed.error).replaceAll("\n", " ")}`,
      };
    entries.push(parsed.data);
  }
  return entries;
}

/**
 * Where the chain is broken. Each entry names the one before by its hash: an entry that fits neither side had that name
 * changed, one that the next does not fit was changed itself.
 * @param onlyHead - whether all else that follows from the last entry is as it must be: then its hash was changed, not it
 */
function brokenChain(
  entries: readonly JournalEntry[],
  { lines, fields }: ReadReport,
  onlyHead: boolean,
): readonly Problem[] {
  const hashes = [sha256(""), ...lines.map(sha256)];
  const count = entries.length;
  const fits = (index: number) => (entries[index]?.previous ?? fields.get("head")) === hashes[index];
  const misplaced = entries.findIndex(({ sequence }, index) => sequence !== index + 1);
  if (misplaced !== -1)
    return [
      { path: `entry ${misplaced + 1}`, message: `says that it is entry ${entries[misplaced]?.sequence ?? "none"}` },
    ];
  return entries.flatMap((_, index): readonly Problem[] => {
    const path = `entry ${index + 1}`;
    if (!fits(index) && (index === 0 || !fits(index + 1)))
      return [
        { path, message: "does not name the entry before it by its hash: an entry was changed, added or left out" },
      ];
    if (!fits(index) || fits(index + 1)) return [];
    if (index === count - 1)
      return [{ path: onlyHead ? "head" : path, message: "was changed: the last entry and the head do not fit" }];
    return fits(index + 2) ? [{ path, message: "was changed: the next entry names another text" }] : [];
  });
}

/** What the last entry says of the run, against what follows from the others. */
function wrongEnd(entries: readonly JournalEntry[], { verdict }: Derived): readonly Problem[] {
  const last = entries.at(-1);
  if (last?.fact !== "ended") return [];
  const said = { verdict: last.verdict, reasons: last.reasons };
  return differences(`entry ${entries.length}`, said, verdict);
}

function wrongSigner({ signer }: ReadReport): readonly Problem[] {
  const { publicKey, fingerprint } = signer;
  // Base64 can write one key in several ways; a report has the one.
  const isUsual = Buffer.from(publicKey, "base64").toString("base64") === publicKey;
  return isUsual && fingerprintOf(publicKey) === fingerprint
    ? []
    : [{ path: "signer", message: "was changed: key and fingerprint do not fit" }];
}

/** What was done to the text or its seal, if none of its fields has shown it already. */
function wrongSeal({ signer, seal, sealed, fields }: ReadReport, found: readonly Problem[]): readonly Problem[] {
  const digest = sha256(sealed);
  const head = String(fields.get("head"));
  const holds = (some: string) => isSigned(signer.publicKey, head, some, seal.signature);
  if (digest === seal.digest && holds(digest)) return [];
  if (found.length > 0) return [{ path: "seal", message: "is of another text than this" }];
  if (digest === seal.digest) return [{ path: "seal.signature", message: "was changed, or is not the signer's" }];
  if (holds(digest)) return [{ path: "seal.digest", message: "was changed: the signature is of the text as it is" }];
  // All else follows from the entries or was compared: what is left are the digests of the pages.
  return [
    { path: "pages", message: "was changed: the seal is of another text, and every other field is as it must be" },
  ];
}

/** The first line at which a page is not what its report makes of it; the page alone cannot tell. */
function changedLine(page: string, rendered: string): string {
  const [is, was] = [page.split("\n"), rendered.split("\n")];
  const index = was.findIndex((line, at) => line !== is[at]);
  return index === -1 ? "after its end" : `in line ${index + 1}`;
}

function wrongPage(
  name: "html" | "markdown",
  digest: string,
  page: Uint8Array | undefined,
  rendered: string,
): readonly Problem[] {
  if (page === undefined || sha256(page) === digest) return [];
  const where = sha256(rendered) === digest ? changedLine(Buffer.from(page).toString("utf8"), rendered) : "somewhere";
  return [{ path: name, message: `was changed ${where}: it is not the page that the report was signed with` }];
}

/**
 * Examines a report offline: that not a byte of it, or of its pages, was changed; that everything it says, the verdict too,
 * follows from its entries; that somebody trusted signed it. A verdict is never taken from the report.
 */
export function verifyReport({ json, html, markdown, trusted }: Evidence): Examination {
  const stop = (problem: Problem): Examination => ({ problems: [problem], derived: undefined, signedBy: undefined });
  const text = decode(json);
  if (typeof text !== "string") return stop(text);
  const report = readReport(text);
  if ("message" in report) return stop(report);
  const entries = readEntries(report.lines);
  if ("message" in entries) return stop(entries);
  if (entries[0]?.fact !== "started") return stop({ path: "entry 1", message: "is not the start of a run" });
  const derived = derive(entries, sha256(report.lines.at(-1) ?? ""));
  const said = derivedFields.flatMap((field) => differences(field, report.fields.get(field), derived[field]));
  const end = wrongEnd(entries, derived);
  const onlyHead = said.every(({ path }) => path === "head") && end.length === 0;
  const chain = brokenChain(entries, report, onlyHead);
  // What follows from an entry that was changed differs too: the entry says it all.
  const fields = chain.length > 0 ? chain : [...end, ...said];
  const contents = [...fields, ...wrongSigner(report)];
  const sealed = [...contents, ...wrongSeal(report, contents)];
  const signedBy = trusted.get(report.signer.fingerprint);
  const stranger = `${report.signer.fingerprint} is nobody's who is trusted; add it to the trusted keys if you know whose it is`;
  const { fingerprint } = report.signer;
  const problems = [
    ...sealed,
    ...(signedBy === undefined ? [{ path: "signer", message: stranger }] : []),
    ...wrongPage("html", report.pages.html, html, renderHtml(derived, fingerprint)),
    ...wrongPage("markdown", report.pages.markdown, markdown, renderMarkdown(derived, fingerprint)),
  ];
  return {
    problems,
    derived: sealed.length === 0 ? derived : undefined,
    signedBy: sealed.length === 0 ? signedBy : undefined,
  };
}
