import { setTimeout as pause } from "node:timers/promises";

/** How often it is asked. */
const interval = 20;

/** How long anything on this machine may take, in milliseconds. */
const patience = 60_000;

/**
 * Returns when the check holds.
 * @param what - completes "waited for …"
 * @throws Error when it does not hold within `wait` milliseconds; whatever the check throws
 */
export async function until(what: string, check: () => Promise<boolean>, wait = patience): Promise<void> {
  const deadline = Date.now() + wait;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`waited ${wait / 1000} s in vain for ${what}`);
    await pause(interval);
  }
}
