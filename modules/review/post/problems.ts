/** The server does not let this token write, or not even read: it will not do so on another try either. */
export class NotAllowed extends Error {
  override readonly name = "NotAllowed";
}

/** It did not work now and may a little later. */
export class Temporary extends Error {
  override readonly name = "Temporary";

  /** @param wait - how long the server wants to be left alone, milliseconds; undefined when it does not say */
  constructor(
    message: string,
    readonly wait: number | undefined,
  ) {
    super(message);
  }
}

/** The comment could not be posted. The message says why, and what to do. */
export class PostingFailed extends Error {
  override readonly name = "PostingFailed";
}
