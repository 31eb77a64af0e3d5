import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import * as fc from "fast-check";
import { staging } from "../../environments/staging";
import { painter } from "../../modules/cli/paint";
import { program } from "../../modules/cli/program";
import { isRotation, rotateSecrets } from "../../modules/core/rotate";
import { writtenSecrets } from "../../modules/review/written-secrets";
import { differences } from "../support/difference";
import { parsed } from "../support/environments";
import { synthesizeEnvironment } from "../support/synthesis";
import { contents, Folders, root, understudy } from "./command";

const folders = new Folders();
afterAll(() => folders.clear());
jest.setTimeout(60_000);

const own = readFileSync(join(root, "environments/staging.ts"), "utf8");
const file = "environments/staging.ts";
const one = { "session-signing": { version: 1 } };

/** The lines in which two texts of equally many lines differ. */
function changedLines(before: string, after: string): readonly string[] {
  const lines = after.split("\n");
  expect(lines).toHaveLength(before.split("\n").length);
  return before.split("\n").flatMap((line, index) => (line === lines[index] ? [] : [lines[index] ?? ""]));
}

describe("the text of a rotation", () => {
  test("differs in one line a secret, whatever is around them, and only in those that are meant", () => {
    // One that is itself called secrets would look like a second such object, which is refused.
    const name = fc.stringMatching(/^[a-z](?:-?[a-z0-9]){0,10}$/).filter((text) => text !== "secrets");
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 5 });
    const versioned = names.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: all.length, maxLength: all.length }),
        fc.subarray(all),
      ),
    );
    fc.assert(
      fc.property(versioned, fc.string(), fc.boolean(), ([all, versions, meant], comment, crlf) => {
        const secrets = Object.fromEntries(all.map((name, index) => [name, { version: versions[index] ?? 1 }]));
        const written = all.map(
          (name, index) => `    "${name}": { version: ${versions[index] ?? 1} }, // version: 1, "secrets": { }`,
        );
        const [before, after] = [
          `const text = ${JSON.stringify(comment)};`,
          `/* secrets: { ${all[0] ?? ""}: { version: 1 } } */`,
        ];
        const lines = [before, "export const it = {", "  secrets: {", ...written, "  },", "  version: 1,", "};", after];
        const text = lines.join(crlf ? "\r\n" : "\n");
        const rotation = rotateSecrets({ text, file }, secrets, meant);
        const rotated = "text" in rotation ? rotation.text : "";
        expect(changedLines(text, rotated)).toHaveLength(meant.length);
        for (const raised of meant)
          expect(rotated).toContain(`"${raised}": { version: ${(secrets[raised]?.version ?? 0) + 1} },`);
        expect(isRotation(text, rotated, meant)).toBe(true);
      }),
    );
  });

  test.each([
    ["another version than is loaded", "{ version: 1 }", "{ version: 2 }"],
    ["a version that is worked out", "{ version: 1 }", "{ version: 2 - 1 }"],
    ["a version from elsewhere", "{ version: 1 }", "{ version: current }"],
    ["secrets from elsewhere", 'secrets: { "session-signing": { version: 1 } }', "secrets: common"],
    ["secrets from elsewhere beside it", "{ version: 1 } }", "{ version: 1 }, ...common }"],
    ["a secret twice", "{ version: 1 } }", '{ version: 1 }, "session-signing": { version: 1 } }'],
    ["another secret too", "{ version: 1 } }", "{ version: 1 }, more: { version: 1 } }"],
    ["two such objects", "  delivery:", '  secrets: { "session-signing": { version: 1 } },\n  delivery:'],
    ["them in a comment alone", "  secrets:", "  // secrets:"],
  ])("is refused for a file with %s", (_, from, to) => {
    const text = own.replace(from, () => to);
    expect(text).not.toBe(own);
    expect(rotateSecrets({ text, file }, one, ["session-signing"])).toEqual({
      problem: {
        path: file,
        message:
          "does not say, in one object secrets: { … } and nothing else in it, what is loaded, which is " +
          "session-signing: { version: 1 }; write it so, or raise the versions by hand where they come from",
      },
    });
  });

  test.each([
    ["nothing raised", own],
    ["raised twice", own.replace("version: 1", "version: 3")],
    ["anything else changed", own.replace("version: 1", "version: 2").replace("min: 3", "min: 4")],
    ["only the beginning written", own.slice(0, 700)],
  ])("is not taken for one with %s", (_, after) => {
    expect(isRotation(own, after, ["session-signing"])).toBe(false);
  });
});

describe("what a rotation deploys", () => {
  const all = { database: { version: 1 }, ...one };
  const [before, after] = [all, { database: { version: 2 }, "session-signing": { version: 2 } }].map((secrets) =>
    synthesizeEnvironment(parsed({ ...staging, secrets })),
  );
  const found = [...(before ?? [])].flatMap(([name, json]) => differences(json, after?.get(name) ?? json));

  test("is write-only version numbers alone: new versions on AWS and GCP, and in place all that holds data", () => {
    const kinds = found.map(({ address, path, effect }) => `${address.split(".")[0] ?? ""} ${path} ${effect}`);
    expect([...new Set(kinds)].toSorted()).toMatchInlineSnapshot(`
      [
        "aws_rds_cluster master_password_wo_version in-place",
        "aws_secretsmanager_secret_version secret_string_wo_version replaces",
        "azurerm_key_vault_secret value_wo_version in-place",
        "azurerm_postgresql_flexible_server administrator_password_wo_version in-place",
        "google_secret_manager_secret_version secret_data_wo_version replaces",
        "google_sql_user password_wo_version in-place",
      ]
    `);
  });

  test("is no secret that is written", () => {
    expect([...(after ?? [])].flatMap(([, json]) => writtenSecrets(json))).toEqual([]);
  });
});

describe("understudy rotate", () => {
  const project = () => {
    const folder = folders.environments([staging]);
    const text = own.replace("../modules", join(root, "modules"));
    writeFileSync(join(folder, "staging.ts"), text);
    writeFileSync(join(folder, "index.ts"), 'export { environments } from "./all";\n');
    writeFileSync(
      join(folder, "all.ts"),
      'import { staging } from "./staging";\nexport const environments = [staging];\n',
    );
    return { folder, text };
  };

  test("raises one number of one file, says so, and says what comes next", async () => {
    const { folder, text } = project();
    const untouched = contents(folder);
    const first = await understudy(["--environments", folder, "rotate", "staging"]);
    expect(first).toEqual({
      code: 0,
      stderr: "",
      stdout: `raised  session-signing: version 1 to 2\nnext    understudy plan staging --on cloud --environments ${folder}\n`,
    });
    const rotated = contents(folder);
    const lines = changedLines(text, rotated.get("staging.ts") ?? "");
    expect(lines).toEqual(['  secrets: { "session-signing": { version: 2 } },']);
    expect(new Map([...rotated, ["staging.ts", text]])).toEqual(untouched);
  });

  const silent = { width: undefined, colour: false, paint: painter(false), print: () => undefined };
  const refused = (folder: string, what: string) =>
    expect(
      program({ out: silent, err: silent }).parseAsync(["--environments", folder, "rotate", what], { from: "user" }),
    ).rejects;

  test.each([
    ["stagin", 'environment "stagin": does not exist, only "staging"; did you mean "staging"?'],
    [
      "staging/sesion-signing",
      'secret "sesion-signing": is not declared in staging, only "session-signing"; did you mean "session-signing"?',
    ],
    ["staging/a/b", '"staging/a/b": is not of the form <environment>[/<secret>]'],
  ])("refuses %s and writes nothing", async (what, message) => {
    const { folder } = project();
    const untouched = contents(folder);
    await refused(folder, what).toThrow(message);
    expect(contents(folder)).toEqual(untouched);
  });

  test.each([
    ["declares no secrets", { ...staging, secrets: {} }, "staging.secrets: declares none to rotate"],
    ["has no file of its own", staging, "environments/staging.ts: is missing"],
  ])("refuses an environment that %s", async (_, definition, message) => {
    await refused(folders.environments([definition]), "staging").toThrow(message);
  });
});
