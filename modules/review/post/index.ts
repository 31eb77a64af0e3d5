import { messageOf } from "../../core/failure";
import type { Clock } from "../../recovery/run/clock";
import type { Posted } from "./contract";
import { type Address, leaveParcel, readParcel } from "./parcel";
import { addressOf, placeOf, type Variables } from "./place";
import { postComment } from "./post";
import { NotAllowed } from "./problems";

/** What posting wants to know. */
export interface PostRequest {
  /** A Markdown file, or the folder in which an earlier run left one. */
  readonly path: string;
  readonly on: Address["on"];
  /** @default - the pipeline's own */
  readonly number: number | undefined;
  /** Where the comment is left when it cannot be posted. */
  readonly artifact: string;
  /** How long it may take with all its waiting, milliseconds. */
  readonly longest: number;
  readonly variables: Variables;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What became of it. */
export type PostResult =
  | { readonly outcome: "posted"; readonly where: string; readonly posted: Posted }
  /** There is no token, or it may not write: as it is for a pull request from a fork. */
  | { readonly outcome: "left"; readonly because: string; readonly folder: string };

/**
 * Posts a comment, or leaves it where a run with a token finds it.
 * @throws InvalidInput when it is not known what to post, or where; PostingFailed when it could not be posted, with the
 * comment left all the same
 */
export async function post(request: PostRequest): Promise<PostResult> {
  const { path, on, number, artifact, longest, variables, clock, signal } = request;
  const { body, address: left } = readParcel(path);
  const address = addressOf({ on, number, left }, variables);
  const leave = (because: string): PostResult => {
    leaveParcel(artifact, { body, address });
    return { outcome: "left", because, folder: artifact };
  };
  const place = placeOf(address, left !== undefined, variables, clock);
  if (place === undefined) return leave("there is no token in the environment");
  try {
    await place.verify();
    const posted = await postComment(place.discussion, body, { clock, longest, signal });
    return { outcome: "posted", where: place.discussion.name, posted };
  } catch (error) {
    const because = leave(messageOf(error));
    if (error instanceof NotAllowed) return because;
    throw error;
  }
}
