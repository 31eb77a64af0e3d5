import { setTimeout as pause } from "node:timers/promises";
import { systemClock as clock } from "../run/clock";

/** Looks every 50 ms until something holds. @throws Error when it has not within so many seconds (60 unless told); the signal's reason */
export async function until(
  what: string,
  signal: AbortSignal,
  holds: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const deadline = clock.monotonic() + seconds * 1000;
  while (!(await holds())) {
    signal.throwIfAborted();
    if (clock.monotonic() > deadline) throw new Error(`${what} did not come about within ${seconds} s`);
    await pause(50, undefined, { signal });
  }
}
