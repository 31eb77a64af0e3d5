import type { Clock } from "../../modules/recovery/run/clock";

/**
 * Time that passes by sleeping alone, at once: who waits before another try waits no longer than the machine takes for its
 * turn, while real requests take what they take. A sleep that ends at another's expense (a time-out) ends when enough has passed.
 */
export class HastyClock implements Clock {
  /** Every sleep that passed, in milliseconds. */
  readonly slept: number[] = [];
  private time = 0;
  private readonly limits = new Set<() => void>();

  readonly now = () => new Date(Date.UTC(2026, 0, 1) + this.time);
  readonly monotonic = () => this.time;

  /** @param longest - what sleeps longer than this, milliseconds, is a time-out */
  constructor(private readonly longest = 60_000) {}

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    milliseconds > this.longest ? this.limit(milliseconds, signal) : this.pass(milliseconds, signal);

  private async pass(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise((done) => setImmediate(done));
    this.slept.push(milliseconds);
    this.time += milliseconds;
    for (const check of this.limits) check();
  }

  private limit(milliseconds: number, signal: AbortSignal): Promise<void> {
    const end = this.time + milliseconds;
    return new Promise((done) => {
      const check = () => {
        if (this.time < end && !signal.aborted) return;
        this.limits.delete(check);
        done();
      };
      this.limits.add(check);
      signal.addEventListener("abort", check, { once: true });
      check();
    });
  }
}
