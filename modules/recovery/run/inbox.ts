import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { createWhole, makeFolder, syncFolder } from "./disk";

const by = { by: z.string() };

const messageShape = z.discriminatedUnion("ask", [
  z.strictObject({
    ask: z.literal("approve"),
    ...by,
    knownBy: z.enum(["option", "git", "system"]),
    planHash: z.string(),
  }),
  z.strictObject({ ask: z.literal("pause"), ...by }),
  z.strictObject({ ask: z.literal("abort"), ...by }),
]);

/** What a person asks of a run. */
export type Message = Readonly<z.infer<typeof messageShape>>;

/** A message that lies in the inbox. */
export interface Letter {
  readonly message: Message;
  /** Once what it asks for is in the journal. */
  readonly discard: () => void;
}

const inboxOf = (folder: string) => join(folder, "inbox");

/**
 * Leaves a message for a run, whether it is running or not. Its answer is the next of the journal's `approved`, `paused`,
 * `aborted` or `refused`.
 * @returns whether it has been taken
 */
export function post(folder: string, message: Message): () => boolean {
  makeFolder(inboxOf(folder));
  const file = join(inboxOf(folder), `${Date.now()}-${randomUUID()}.json`);
  createWhole(file, `${JSON.stringify(message)}\n`);
  return () => !existsSync(file);
}

/**
 * The messages that no process of the run has taken, oldest first.
 * @param onDamaged - told of a file that is no message; it is set aside, and nobody's recovery stops for it
 */
export function letters(folder: string, onDamaged: (file: string) => void): readonly Letter[] {
  const inbox = inboxOf(folder);
  if (!existsSync(inbox)) return [];
  const names = readdirSync(inbox).filter((name) => /^\d+-.*[.]json$/.test(name));
  return names.toSorted().flatMap((name): readonly Letter[] => {
    const file = join(inbox, name);
    const discard = () => {
      rmSync(file, { force: true });
      syncFolder(inbox);
    };
    const parsed = messageShape.safeParse(contentOf(file));
    if (parsed.success) return [{ message: parsed.data, discard }];
    discard();
    onDamaged(file);
    return [];
  });
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
