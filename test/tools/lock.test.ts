import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { z } from "zod";
import { root } from "../support/planted";

const names = z.record(z.string(), z.string()).default({});
const shape = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: names, resolved: z.string().optional() })),
});
type Packages = z.infer<typeof shape>["packages"];

const read = (text: string): Packages => shape.parse(JSON.parse(text)).packages;
const own = read(readFileSync(join(root, "package-lock.json"), "utf8"));

/** Where Node would look for a package that the one at `path` asks for: beside it, then further and further up. */
function places(path: string, name: string): readonly string[] {
  const above = path.split("/node_modules/").map((_, index, all) => all.slice(0, index + 1).join("/node_modules/"));
  return [...above.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`];
}

/** Optional packages, such as binaries for other systems, of which the lock file says nothing. */
function unlocked(packages: Packages): readonly string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter((name) => !places(path, name).some((place) => place in packages)),
  );
}

test("the lock file has every optional package: npm ci refuses it otherwise", () => {
  expect(unlocked(own)).toEqual([]);
});

test("the lock file names no registry: whoever installs uses their own", () => {
  expect(Object.values(own).flatMap(({ resolved }) => resolved ?? [])).toEqual([]);
});

test("an optional package that is missing is noticed, one that stands beside or above is found", () => {
  const packages = {
    "node_modules/a": { optionalDependencies: { b: "1.0.0", c: "1.0.0", d: "1.0.0" } },
    "node_modules/a/node_modules/b": {},
    "node_modules/c": {},
  };
  expect(unlocked(read(JSON.stringify({ packages })))).toEqual(["d"]);
});
