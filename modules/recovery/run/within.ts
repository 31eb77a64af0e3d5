/** What {@link within} ends with when the signal fires first. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/**
 * Ends when the work does or the signal fires, so that work which does not heed the signal holds nobody up.
 * @throws Stopped when the signal fires first; whatever the work throws
 */
export function within<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  return new Promise((done, failed) => {
    const stop = () => failed(new Stopped());
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener("abort", stop, { once: true });
    work()
      .then(done, failed)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
