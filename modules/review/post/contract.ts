/** A comment on a pull request or a merge request. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Whether whoever posts now wrote it: a mark can be copied. */
  readonly isOwn: boolean;
}

/** One pull request or merge request, as far as commenting goes. Its calls throw what `problems.ts` has. */
export interface Discussion {
  /** For people: `example/platform#12`. */
  readonly name: string;
  /** The most characters that a comment may have. */
  readonly longest: number;
  /** Every comment, the oldest first. */
  readonly comments: () => Promise<readonly Comment[]>;
  readonly create: (body: string) => Promise<void>;
  readonly update: (id: number, body: string) => Promise<void>;
  readonly remove: (id: number) => Promise<void>;
}

/** What became of a comment. */
export interface Posted {
  readonly what: "created" | "updated" | "unchanged";
  /** Whether somebody had edited the one that stood there. */
  readonly wasEdited: boolean;
}
