import type { Clock } from "../../modules/recovery/run/clock";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only when everybody sleeps, and then at once: minutes of a run take a moment of a test. */
export class VirtualClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();
  private time = 0;
  private scheduled = false;

  readonly now = () => new Date(Date.UTC(2026, 0, 1) + this.time);
  readonly monotonic = () => this.time;

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((done) => {
      if (signal.aborted) {
        done();
        return;
      }
      const sleeper: Sleeper = {
        at: this.time + milliseconds,
        wake: () => {
          this.sleepers.delete(sleeper);
          signal.removeEventListener("abort", sleeper.wake);
          done();
        },
      };
      this.sleepers.add(sleeper);
      signal.addEventListener("abort", sleeper.wake);
      this.schedule();
    });

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // By then all that could go on without time has gone on.
    setImmediate(() => {
      this.scheduled = false;
      const [next] = [...this.sleepers].sort((one, other) => one.at - other.at);
      if (next === undefined) return;
      this.time = Math.max(this.time, next.at);
      next.wake();
      if (this.sleepers.size > 0) this.schedule();
    });
  }
}
