import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { development } from "../../environments/development";
import { staging } from "../../environments/staging";
import { loadFailure } from "../../modules/stacks/load-failure";
import { readProject } from "../../modules/stacks/project";
import { Folders } from "../cli/command";

const folders = new Folders();
afterAll(() => folders.clear());

test("a folder anywhere is a project when its index.ts exports environments", () => {
  const folder = folders.environments([development, staging]);
  const { environments, names } = readProject(folder, "staging");
  expect(environments.map(({ name }) => name)).toEqual(["staging"]);
  expect(names).toEqual(["development", "staging"]);
});

test("what is wrong with one environment is no obstacle to another that is asked for alone", () => {
  const folder = folders.environments([development, { ...staging, domain: "Not A Domain" }]);
  expect(readProject(folder, "development").environments).toHaveLength(1);
  expect(() => readProject(folder)).toThrow(/staging\.domain/);
});

test.each([
  ["is not there", undefined, "does not exist"],
  ["has no index.ts", { "README.md": "" }, "index.ts: is missing"],
  ["exports something else", { "index.ts": "export const others = [1];" }, "index.ts: exports no environments"],
  ["exports an empty list", { "index.ts": "export const environments = [];" }, "index.ts: exports no environments"],
  [
    "exports no environments in its list",
    { "index.ts": "export const environments = [1];" },
    "environments[0] has no name",
  ],
])("a folder that %s is refused in words", (_, files, told) => {
  const folder = files === undefined ? join(folders.make(), "elsewhere") : folders.make(files);
  expect(() => readProject(folder)).toThrow(told);
});

test("a file that throws is named with the line in it, not the line of a library that it called", () => {
  const error = new TypeError("Cannot read properties of undefined (reading 'b')");
  error.stack = [
    "TypeError: Cannot read properties of undefined (reading 'b')",
    "    at helper (/project/node_modules/library/index.js:1:1)",
    "    at Object.<anonymous> (/project/environments/production.ts:2:20)",
    "    at Object.<anonymous> (/project/environments/index.ts:1:1)",
  ].join("\n");
  expect(loadFailure(error, "/project/environments")).toEqual({
    path: "/project/environments/production.ts:2:20",
    message:
      "threw TypeError: Cannot read properties of undefined (reading 'b'); correct it; npx tsc --noEmit lists all such mistakes",
  });
});

test("a file that imports what is not there is named, with what it asked for", () => {
  const error = Object.assign(new Error("Cannot find module './producton'\nRequire stack:\n- x"), {
    requireStack: ["/project/environments/index.ts", "/project/modules/stacks/project.ts"],
  });
  expect(loadFailure(error, "/project/environments")).toMatchObject({
    path: "/project/environments/index.ts",
    message: expect.stringContaining("imports what is not there (Cannot find module './producton')"),
  });
});
