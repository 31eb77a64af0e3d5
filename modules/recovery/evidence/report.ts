import type { JournalContent } from "../run/journal";
import { sha256 } from "../../core/chain";
import { type Derived, derive } from "./derive";
import { renderHtml } from "./html";
import { renderMarkdown } from "./markdown";
import { type Signer, signReport } from "./sign";

/** The first field of a report: how the rest is to be read. */
export const format = "understudy report 1";

/** The fields that follow from the entries, in the order in which a report has them, each on a line of its own. */
export const derivedFields = [
  "run",
  "environment",
  "group",
  "intent",
  "drill",
  "from",
  "to",
  "starter",
  "began",
  "ended",
  "durationSeconds",
  "resumed",
  "planHash",
  "verdict",
  "budgets",
  "figures",
  "approvals",
  "timeline",
  "lag",
  "terraform",
  "head",
] as const satisfies readonly (keyof Derived)[];

/** A run's report in its three forms. The JSON has everything, and the digests of the other two. */
export interface Report {
  readonly json: string;
  readonly html: string;
  readonly markdown: string;
}

/** One field on its line, as a report has it. */
const fieldLine = (name: string, value: unknown) => `${JSON.stringify(name)}:${JSON.stringify(value)}`;

/**
 * Writes up a run and signs it. The JSON has a line per field and per entry, each exactly as JSON.stringify writes it, so that
 * whatever is changed can be told by its line.
 * @throws Error when the journal is empty
 */
export function makeReport({ entries, lines, head }: JournalContent, signer: Signer): Report {
  const derived = derive(entries, head);
  const { publicKey, fingerprint } = signer;
  const html = renderHtml(derived, fingerprint);
  const markdown = renderMarkdown(derived, fingerprint);
  const text = [
    "{",
    `${fieldLine("format", format)},`,
    ...derivedFields.map((field) => `${fieldLine(field, derived[field])},`),
    '"entries":[',
    lines.join(",\n"),
    "],",
    `${fieldLine("pages", { html: sha256(html), markdown: sha256(markdown) })},`,
    `${fieldLine("signer", { publicKey, fingerprint })},\n`,
  ].join("\n");
  const digest = sha256(text);
  const seal = fieldLine("seal", { digest, signature: signReport(signer, head, digest) });
  return { json: `${text}${seal}\n}\n`, html, markdown };
}
