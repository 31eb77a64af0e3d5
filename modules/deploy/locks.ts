import type { Diagnostic, Lock } from "./contract";

const field = (text: string, name: string) => new RegExp(`^\\s*${name}:[ \\t]*(\\S.*?)\\s*$`, "m").exec(text)?.at(1);

/** `OperationTypeApply` as people say it. */
const operation = (text: string) => field(text, "Operation")?.replace("OperationType", "").toLowerCase();

/** To the second: what is behind it helps nobody at night. */
const since = (text: string) => field(text, "Created")?.replace(/\.\d+/, "").replace(" +0000 UTC", " UTC");

/**
 * Who holds the lock that an error is about; undefined when it is about something else.
 *
 * A store that speaks HTTP is asked by Terraform for nothing but the holder's id; what Terraform prints below it, who and
 * since when, is then its own attempt, and would accuse whoever reads it.
 */
export function lockIn({ summary, detail }: Diagnostic, unlock: (id: string) => string): Lock | undefined {
  const text = `${summary}\n${detail}`;
  if (!/state lock|already locked/i.test(text)) return undefined;
  const told = field(text, "ID");
  const [, holder = told] = /already locked: ID=(\S+)/.exec(text) ?? [];
  if (holder === undefined) return undefined;
  const known = holder === told;
  return {
    id: holder,
    who: known ? field(text, "Who") : undefined,
    since: known ? since(text) : undefined,
    operation: known ? operation(text) : undefined,
    unlock: unlock(holder),
  };
}
