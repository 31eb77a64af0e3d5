/** Does one thing at a time with each server, in the order of asking. */
export interface Queue {
  /** Waits for all earlier work with any of these servers, and for no other. */
  readonly alone: <Result>(names: readonly string[], work: () => Promise<Result>) => Promise<Result>;
  /** Waits for all earlier work, and all later work for it. */
  readonly last: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** A queue in which nothing waits yet. */
export function openQueue(): Queue {
  const latest = new Map<string, Promise<unknown>>();
  let barrier: Promise<unknown> = Promise.resolve();
  const after = <Result>(earlier: readonly Promise<unknown>[], work: () => Promise<Result>) =>
    Promise.allSettled(earlier).then(work);
  return {
    alone: (names, work) => {
      // All places are taken at once: two works with the same two servers cannot wait for each other.
      const result = after([barrier, ...names.flatMap((name) => latest.get(name) ?? [])], work);
      for (const name of names) latest.set(name, result);
      return result;
    },
    last: (work) => {
      const result = after([barrier, ...latest.values()], work);
      barrier = result;
      return result;
    },
  };
}
