import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { z } from "zod";
import { environments } from "../../environments";
import { InvalidInput } from "../../modules/core/problems";
import { applyRoles, isApplied, readRoles, rolesText, writeRoles } from "../../modules/recovery/roles-file";
import { root, runPlanted } from "../support/planted";

let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "roles-"));
  file = join(folder, "staging.roles.json");
  cpSync(join(root, "environments/staging.roles.json"), file);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = () => readFileSync(file, "utf8");

/** Lines of one text that the other has not, in order. */
function changed(before: string, after: string): readonly string[] {
  const old = before.split("\n");
  return after.split("\n").filter((line, index) => line !== old[index]);
}

test.each(environments)("the roles of $name are written as they stand in this project, to the byte", ({ name }) => {
  const text = readFileSync(join(root, `environments/${name}.roles.json`), "utf8");
  expect(rolesText(z.record(z.string(), z.unknown()).parse(JSON.parse(text)))).toBe(text);
});

test("a switchover is a diff of one word", () => {
  const before = read();
  applyRoles(file, "aws", { do: "write-roles", active: "oregon", fenced: [], rebuilt: null });
  const lines = changed(before, read());
  expect(lines).toEqual(['    "active": "oregon",']);
});

test("a failover is a diff of two lines, and no other group's", () => {
  const before = read();
  applyRoles(file, "gcp", { do: "write-roles", active: "carolina", fenced: ["iowa"], rebuilt: null });
  expect(changed(before, read())).toEqual(['    "active": "carolina",', '    "fenced": ["iowa"],']);
});

test("a rebuild written twice is one generation on, not two", () => {
  applyRoles(file, "aws", { do: "write-roles", active: "oregon", fenced: ["virginia"], rebuilt: null });
  const change = { do: "write-roles", active: "oregon", fenced: [], rebuilt: "virginia" } as const;
  expect(isApplied(file, "aws", change)).toBe(false);
  const once = applyRoles(file, "aws", change);
  expect(isApplied(file, "aws", change)).toBe(true);
  expect(once.sites["virginia"]).toEqual({ generation: 2, source: { site: "oregon", generation: 1 } });
  expect(applyRoles(file, "aws", change)).toEqual(once);
});

test("what prettier would change about it is nothing, however many sites are fenced", () => {
  const names = fc.sample(fc.stringMatching(/^[a-z]{6,14}$/), { numRuns: 40, seed: 7 });
  const files = [0, 1, 7, 8, 9, 40].map((count) => {
    const group = { active: "x", fenced: names.slice(0, count), sites: { x: { generation: 1, source: null } } };
    return [`${count}.roles.json`, rolesText({ aws: group })] as const;
  });
  const { status, stderr } = runPlanted(
    { ...Object.fromEntries(files), ".prettierrc.json": readFileSync(join(root, ".prettierrc.json"), "utf8") },
    "node_modules/prettier/bin/prettier.cjs",
    ["--check", "."],
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("nothing is left beside it, and its mode is what it was", () => {
  const { mode } = statSync(file);
  applyRoles(file, "aws", { do: "write-roles", active: "oregon", fenced: [], rebuilt: null });
  expect(readdirSync(folder)).toEqual(["staging.roles.json"]);
  expect(statSync(file).mode).toBe(mode);
});

test("a file that says so already keeps its place on the disk", () => {
  const { ino } = statSync(file);
  writeRoles(file, "aws", readRoles(file, "aws"));
  expect(statSync(file).ino).toBe(ino);
});

test("a link to it stays a link", () => {
  const link = join(folder, "link.json");
  symlinkSync(file, link);
  applyRoles(link, "aws", { do: "write-roles", active: "oregon", fenced: [], rebuilt: null });
  expect(readRoles(file, "aws").active).toBe("oregon");
});

test("whatever else a group's part of the file holds in whatever order, only ours changes", () => {
  const site = fc.stringMatching(/^[a-z]{1,8}$/);
  const others = fc.dictionary(fc.stringMatching(/^g[a-z]{1,6}$/), fc.jsonValue());
  fc.assert(
    fc.property(others, site, (content, active) => {
      const group = { active: "virginia", fenced: [], sites: { virginia: { generation: 1, source: null } } };
      writeFileSync(file, JSON.stringify({ ...content, aws: group }));
      writeRoles(file, "aws", { ...group, active });
      // Compared as JSON text: a value such as -0 is 0 in every JSON file, whoever wrote it.
      expect(JSON.stringify(JSON.parse(read()))).toBe(JSON.stringify({ ...content, aws: { ...group, active } }));
    }),
    { numRuns: 100 },
  );
});

describe("is refused and left alone", () => {
  test.each<readonly [string, string, string, RegExp]>([
    ["text that is no JSON", "{", "aws", /^staging\.roles\.json: cannot be read as roles .*; restore it/],
    ["a list", "[]", "aws", /cannot be read as roles/],
    ["a group that it has not", '{"aws": {}}', "gcp", /has no group "gcp", but "aws"; name one of them/],
    ["a group that is no roles", '{"aws": {}}', "aws", /^staging\.roles\.json\.aws\.active: /],
  ])("%s", (_, text, group, message) => {
    writeFileSync(file, text);
    const write = () => applyRoles(file, group, { do: "write-roles", active: "x", fenced: [], rebuilt: null });
    expect(write).toThrow(InvalidInput);
    expect(write).toThrow(message);
    expect(read()).toBe(text);
    expect(readdirSync(folder)).toEqual(["staging.roles.json"]);
  });
});
