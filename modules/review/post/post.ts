import type { Clock } from "../../recovery/run/clock";
import type { Discussion, Posted } from "./contract";
import { marked, markOf } from "./mark";
import { PostingFailed, Temporary } from "./problems";

/** How patient posting is. */
export interface Patience {
  readonly clock: Clock;
  /** How long it may take with all its waiting, milliseconds. */
  readonly longest: number;
  readonly signal: AbortSignal;
}

/** The first wait after a failure that says nothing of when to come back, milliseconds; each next one is twice as long. */
const firstWait = 1_000;

const editedNote =
  "_The comment that stood here had been edited since it was posted. This text replaces it, and says what the review found._";

/** Finds our comment and writes it. Done once more after any failure, it comes to the same: one comment with this text. */
async function postOnce(discussion: Discussion, body: string): Promise<Posted> {
  const all = await discussion.comments();
  const ours = all.flatMap(({ id, body: text, isOwn }) => {
    const mark = isOwn ? markOf(text) : undefined;
    return mark === undefined ? [] : [{ id, text, mark }];
  });
  const [first, ...others] = ours;
  if (first === undefined) {
    await discussion.create(marked(body));
    return { what: "created", wasEdited: false };
  }
  const wasEdited = ours.some(({ mark }) => mark.isEdited);
  const text = marked(wasEdited ? `${body.trimEnd()}\n\n${editedNote}` : body);
  const isThere = !wasEdited && markOf(text)?.hash === first.mark.hash;
  if (!isThere) await discussion.update(first.id, text);
  // Two runs that began together may each have made one: an old verdict must not stand beside the new one.
  for (const { id } of others) await discussion.remove(id);
  return { what: isThere ? "unchanged" : "updated", wasEdited };
}

/**
 * Puts a text where our comment is, or makes a comment of it. Waits when the server wants to be left alone, and tries again
 * after failures that may pass.
 * @throws NotAllowed when the token may not; PostingFailed when it cannot be done, or not within the time
 */
export async function postComment(discussion: Discussion, body: string, patience: Patience): Promise<Posted> {
  const { clock, longest, signal } = patience;
  const characters = marked(`${body}\n\n${editedNote}`).length;
  if (characters > discussion.longest)
    throw new PostingFailed(
      `the comment has ${characters} characters, and ${discussion.name} takes ${discussion.longest}; post the short form of it`,
    );
  const began = clock.monotonic();
  for (let attempt = 0; ; attempt++) {
    try {
      return await postOnce(discussion, body);
    } catch (error) {
      if (!(error instanceof Temporary)) throw error;
      const wait = error.wait ?? firstWait * 2 ** attempt;
      const spent = clock.monotonic() - began;
      if (signal.aborted || spent + wait > longest)
        throw new PostingFailed(
          `${error.message}; tried ${attempt + 1} times in ${Math.round(spent / 1000)} s, and the next try would be in ` +
            `${Math.ceil(wait / 1000)} s, later than the ${Math.round(longest / 1000)} s that it may take: post it again later`,
          { cause: error },
        );
      await clock.sleep(wait, signal);
    }
  }
}
