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
 * since when, is then its own attempt, and would accuse whoever reads it. The sandbox's says in the id who holds it.
 */
export function lockIn({ summary, detail }: Diagnostic, unlock: (id: string) => string): Lock | undefined {
  const text = `${summary}\n${detail}`;
  const [, remote, said] = /already locked: ID=(\S+)(?: \(([^)]*)\))?/.exec(text) ?? [];
  if (remote !== undefined) {
    const [who, doing, start] = said?.split(", ") ?? [];
    return { id: remote, who, since: start?.replace(/^since /, ""), operation: doing, unlock: unlock(remote) };
  }
  const id = /state lock/i.test(summary) ? field(text, "ID") : undefined;
  if (id === undefined) return undefined;
  return { id, who: field(text, "Who"), since: since(text), operation: operation(text), unlock: unlock(id) };
}
