import { createHash } from "node:crypto";

/** The last line of a comment of ours: not shown, it says whose the comment is and what it said when it was posted. */
const mark = /\n<!-- understudy:review ([0-9a-f]{64}) -->\s*$/;

/** An editor in a browser ends lines its own way, and a server may drop empty lines at the end. */
const hashOf = (body: string) => createHash("sha256").update(body.replace(/\r\n?/g, "\n").trimEnd()).digest("hex");

/** A text as a comment of ours. */
export function marked(body: string): string {
  return `${body.trimEnd()}\n\n<!-- understudy:review ${hashOf(body)} -->\n`;
}

/** What is known of a comment of ours. */
export interface Mark {
  /** Of the text as it was posted. */
  readonly hash: string;
  /** Whether the text is another one now. */
  readonly isEdited: boolean;
}

/** The mark that a comment carries at its end; undefined for a comment that is not ours, also for one that quotes ours. */
export function markOf(comment: string): Mark | undefined {
  const unix = comment.replace(/\r\n?/g, "\n");
  const found = mark.exec(unix);
  const [, hash] = found ?? [];
  if (found === null || hash === undefined) return undefined;
  return { hash, isEdited: hashOf(unix.slice(0, found.index)) !== hash };
}
