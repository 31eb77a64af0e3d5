/** The label of a pull request whose preview was begun and has not been destroyed: what is known of it, for as long. */
export const previewLabel = "preview";

/** For how many days a preview outlives its pull request: somebody may still look at it, or open it again. */
export const lingeringDays = 7;

/** Where a pull request stands; `since` is when it was closed or merged. */
export type Standing = { readonly state: "open" } | { readonly state: "closed"; readonly since: Date };

/** A preview that was begun and has not been destroyed. */
export interface Preview {
  /** `pr-<number>` */
  readonly name: string;
  readonly number: number;
  readonly standing: Standing;
}

/**
 * Where pull requests are, and with them what is known of their previews. Calls throw what modules/review/post/problems.ts
 * has, and then nothing is known: never a part of a list.
 */
export interface PreviewHost {
  /** Every pull request that is marked, whatever became of it. */
  readonly marked: () => Promise<readonly Preview[]>;
  /** Remembers that a preview is begun: before anything of it is made. Once or more often is the same. */
  readonly mark: (number: number) => Promise<void>;
  /** Forgets a preview: after nothing of it is left. */
  readonly unmark: (number: number) => Promise<void>;
}
