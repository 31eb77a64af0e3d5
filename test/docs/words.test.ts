import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { documents } from "../support/documents";
import { root } from "../support/planted";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read("package.json")));

/** What a text that others read must not say, and why. */
const unspoken: Readonly<Record<string, RegExp>> = {
  "a path of one machine": /(?<![\w.~-])\/(?:home|mnt|root|tmp|Users|work|workspace)\/|\b[A-Z]:\\/,
  "the host of a package registry": /\bregistry\.(?!terraform\.io\b)[a-z]|\b(?:artifactory|nexus|verdaccio)\b|:4873\b/i,
  "work left for later": /\b(?:TODO|FIXME|XXX|TBD)\b/,
};

describe.each(Object.entries(unspoken))("%s", (_, pattern) => {
  test.each([...documents.map(({ path }) => path), ".ci/run", ".npmrc", "package.json"])("is not in %s", (path) => {
    expect(read(path).match(pattern)?.[0]).toBeUndefined();
  });
});

test("the words that must not be said are noticed", () => {
  const said = ["see /home/someone/x", "from registry.example.com", "TODO later"];
  expect(Object.values(unspoken).map((pattern, index) => pattern.test(said[index] ?? ""))).toEqual([true, true, true]);
  const unsaid = ["see ./work/x and a/home/b", "docs at registry.terraform.io/providers", "to do"];
  expect(Object.values(unspoken).map((pattern, index) => pattern.test(unsaid[index] ?? ""))).toEqual([
    false,
    false,
    false,
  ]);
});

/** The commands of a text that npm would not know. */
function unknownCommands(text: string): readonly string[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test))\b/g)].flatMap(([command, run, short]) =>
    Object.hasOwn(scripts, run ?? short ?? "") ? [] : [command],
  );
}

test.each(documents)("every npm command in $path exists", ({ text }) => {
  expect(unknownCommands(text)).toEqual([]);
});

test("a command that does not exist is noticed", () => {
  expect(unknownCommands("`npm ci`, `npm test`, `npm run types` and `npm run tpyes`")).toEqual(["npm run tpyes"]);
});

test.each(Object.entries(scripts))("what `npm run %s` starts exists", (_, script) => {
  const files = [...script.matchAll(/\bnode (?:-r tsx\/cjs )?(\S+)/g)].map(([, file = ""]) => file);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
