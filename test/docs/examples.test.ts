import { dirname } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { compile } from "../support/compile";
import { documents, fencesOf } from "../support/documents";
import { root, runPlanted } from "../support/planted";

const examples = documents.flatMap((document) =>
  fencesOf(document)
    .filter(({ language }) => language === "ts")
    .map(({ file, code, line }) => ({ path: document.path, line, code, folder: dirname(file) })),
);

/** Mistakes that an example could make, by what the compiler must say of them. */
const mistakes = {
  "Cannot find module": 'import { netwrok } from "./modules/netwrok";',
  "has no exported member": 'import { netwrok } from "./modules/network";',
  "is not assignable to type": 'import type { Size } from "./modules/core/cloud";\nconst size: Size = "huge";',
  "Property 'site' is missing":
    'import type { NetworkProps } from "./modules/network/contract";\nexport const props: NetworkProps = { egress: "shared" };',
  "',' expected": "const one = 1 two",
};

// One program for all: the bindings that examples import are read once.
const objections = compile(
  new Map([
    ...examples.map(({ path, line, folder, code }) => [`${path}:${line}`, { folder, code }] as const),
    ...Object.entries(mistakes).map(([message, code]) => [message, { folder: ".", code }] as const),
  ]),
);

test("the project's README shows its use by example", () => {
  expect(examples.map(({ path }) => path)).toContain("README.md");
});

test.each(examples)("the example at $path:$line compiles", ({ path, line }) => {
  const found = objections.get(`${path}:${line}`)?.map((objection) => ({
    at: `${path}:${line + objection.line - 1}`,
    message: objection.message,
  }));
  expect(found).toEqual([]);
});

test.each(Object.entries(mistakes))("an example is refused when: %s", (message) => {
  expect(objections.get(message)?.map((objection) => objection.message)).toContainEqual(
    expect.stringContaining(message),
  );
});

describe("the environment that the README adds", () => {
  const shown = documents.filter(({ path }) => path === "README.md").flatMap(fencesOf);
  const files = shown
    .filter(({ file }) => file !== "")
    .map(({ file, code }) => [file, code.replace('"../modules/', `"${root}/modules/`)] as const);
  const listed = `import { canary } from "./canary";\nexport const environments = [canary];\n`;
  const check = (changed: Readonly<Record<string, string>>) =>
    runPlanted({ ...Object.fromEntries(files), "environments/index.ts": listed, ...changed }, "bin/understudy.js", [
      "--environments",
      "environments",
      "check",
    ]);

  test("passes every check", () => {
    expect(files.map(([file]) => file)).toEqual(["environments/canary.ts", "environments/canary.roles.json"]);
    expect(check({})).toMatchObject({ status: 0, stderr: "" });
  }, 60_000);

  test("would not pass without its roles file", () => {
    const { status, stderr } = check({ "environments/canary.roles.json": "{}" });
    expect(status).toBe(1);
    expect(stderr).toContain("canary.roles.json");
  }, 60_000);
});
