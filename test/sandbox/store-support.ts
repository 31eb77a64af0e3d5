import { spawn } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import type { Change, Collection, Json, View } from "../../modules/sandbox/store/contract";

const collections: readonly Collection[] = ["thing", "outage", "state", "lock", "server"];

/** Few keys, so that entries are changed, removed and made again; keys and values as awkward as JSON allows. */
export const change: fc.Arbitrary<Change> = fc.record({
  collection: fc.constantFrom(...collections),
  key: fc.oneof(fc.constantFrom("a", "b", "c", "__proto__"), fc.string({ unit: "binary" })),
  value: fc.option(
    // A negative zero is written as zero.
    fc.jsonValue().map((value) => z.json().parse(JSON.parse(JSON.stringify(value)))),
    { nil: undefined },
  ),
});

/** Transactions, in the order in which they are made. */
export const transactions = fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 12 });

/** What there is, in order. */
export type Picture = readonly (readonly [Collection, readonly (readonly [string, Json])[]])[];

/** All that can be read in a store. */
export function picture(view: View): Picture {
  return collections.map((collection) => [collection, [...view.entries(collection)]]);
}

/** What there should be after these transactions: worked out by nothing but a JavaScript map. */
export function expected(made: readonly (readonly Change[])[]): Picture {
  return collections.map((collection) => {
    const map = new Map<string, Json>();
    for (const { key, value } of made.flat().filter((one) => one.collection === collection)) {
      if (value === undefined) map.delete(key);
      else map.set(key, value);
    }
    return [collection, [...map]];
  });
}

/** Runs test/sandbox/store.program.ts under a shell's limits. */
export function writer(limits: string, file: string, ...sizes: readonly number[]) {
  const program = join(__dirname, "store.program.ts");
  const line = `${limits}; exec "$0" -r tsx/cjs "$@"`;
  const child = spawn("bash", ["-c", line, process.execPath, program, file, ...sizes.map(String)], {
    cwd: join(__dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  child.stdout.on("data", (data) => said.push(String(data)));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    child,
    ended,
    said: () =>
      said
        .join("")
        .split("\n")
        .filter((text) => text !== ""),
  };
}
