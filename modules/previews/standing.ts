import { PostingFailed } from "../review/post/problems";
import { lingeringDays, type Preview } from "./contract";

const day = 24 * 60 * 60 * 1000;

/**
 * What a host says of a pull request, as a preview.
 * @throws PostingFailed when it is closed and nobody says since when: nothing may be destroyed on a guess
 */
export function standingOf(number: number, isOpen: boolean, closed: string | null): Preview {
  const preview = { name: `pr-${number}`, number };
  if (isOpen) return { ...preview, standing: { state: "open" } };
  if (closed === null)
    throw new PostingFailed(
      `pull request ${number} is closed, and the host does not say since when; nothing is decided`,
    );
  return { ...preview, standing: { state: "closed", since: new Date(closed) } };
}

/** The previews that are due: their pull requests have been closed for {@link lingeringDays}, whole days of 24 hours. */
export function expired(previews: readonly Preview[], now: Date): readonly Preview[] {
  return previews.filter(
    ({ standing }) => standing.state === "closed" && now.getTime() - standing.since.getTime() >= lingeringDays * day,
  );
}
