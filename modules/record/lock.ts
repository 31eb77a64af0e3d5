import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { codeOf } from "../core/failure";
import { isAlive, processShape, thisProcess } from "../core/living";
import { InvalidInput } from "../core/problems";
import { createWhole } from "../recovery/run/disk";

/** How long a process waits for another, milliseconds: one holds the lock for as long as a line takes. */
const usualPatience = 30_000;

/** Who has the highest number, and the number; undefined when nobody has any, or its holder lets go just now. */
function highest(file: string) {
  const prefix = `${basename(file)}.lock.`;
  const numbers = readdirSync(dirname(file))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((number) => Number.isInteger(number));
  const number = Math.max(0, ...numbers);
  if (number === 0) return { number, holder: undefined };
  try {
    const text = readFileSync(join(dirname(file), `${prefix}${number}`), "utf8");
    return { number, holder: processShape.parse(JSON.parse(text)) };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Does something while no other process does it to the same file. A lock is a numbered file: who creates the one after the
 * highest has it, if the highest is a dead process's, or there is none. Whoever has it removes its own when it is done, and
 * nobody removes another's: two can never have it at once, and one that died with it is in nobody's way.
 * @throws InvalidInput when another has it for too long, with who
 */
export async function locked<Result>(file: string, work: () => Result, patience = usualPatience): Promise<Result> {
  const me = `${JSON.stringify(thisProcess())}\n`;
  const deadline = performance.now() + patience;
  for (;;) {
    const last = highest(file);
    const waits = last === undefined || (last.holder !== undefined && isAlive(last.holder));
    if (last !== undefined && !waits) {
      const mine = `${file}.lock.${last.number + 1}`;
      if (createWhole(mine, me)) {
        try {
          return work();
        } finally {
          rmSync(mine);
        }
      }
    }
    if (performance.now() > deadline) {
      const who = last?.holder;
      const elsewhere = who === undefined || who.host === hostname() ? "" : `, or delete ${file}.lock.* if it is dead`;
      const held = who === undefined ? "by others in turn" : `by process ${who.pid} on ${who.host}`;
      throw new InvalidInput([
        { path: file, message: `has been locked ${held} for too long; wait for it${elsewhere}` },
      ]);
    }
    await pause(10 + Math.random() * 20);
  }
}
