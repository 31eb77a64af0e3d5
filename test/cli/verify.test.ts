import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { publishReport } from "../../modules/recovery/evidence/publish";
import { createKeyPair, keyFiles } from "../../modules/recovery/evidence/sign";
import { systemClock } from "../../modules/recovery/run/clock";
import { nothingYet, openJournal } from "../../modules/recovery/run/journal";
import { tinyFacts } from "../recovery/small-report";
import { Folders, understudy } from "./command";

const folders = new Folders();
afterAll(() => folders.clear());
jest.setTimeout(60_000);

let trusted = "";
let report = "";
beforeAll(() => {
  const keys = folders.make();
  trusted = join(keys, keyFiles.trusted);
  const folder = folders.make();
  const journal = openJournal(folder, nothingYet, systemClock);
  for (const fact of tinyFacts) journal.append(fact);
  journal.close();
  report = publishReport(folder, createKeyPair(keys));
});

test("an intact report is said to be so, with whose signature it has and the verdict that its entries give", async () => {
  const { code, stdout, stderr } = await understudy(["verify", report, "--trusted", trusted]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(
    /^intact {2}r1, signed by made in .*\ntrusting the keys in .* \(named with --trusted\)\npassed {2}Drill: switchover of staging aws, virginia to oregon\n$/,
  );
});

test("a report that was changed ends with 1 and says where, for people and for programs", async () => {
  const folder = folders.make({
    "report.json": readFileSync(report, "utf8").replace('"rtoSeconds":42.5', '"rtoSeconds":4.25'),
  });
  const { code, stdout, stderr } = await understudy(["verify", folder, "--trusted", trusted]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("figures.rtoSeconds\n    says 4.25, and from the entries follows 42.5");
  expect(stderr).toContain("error: 2 problems; this is not the report that was signed");
  const json = await understudy(["verify", folder, "--trusted", trusted, "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ intact: false, verdict: null, signedBy: null });
});

test("without anybody to trust no report is believed, and it says how to trust", async () => {
  const environments = folders.environments([]);
  const missing = await understudy(["verify", report, "--environments", environments]);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain("write the fingerprints you trust into it");
  const nobody = join(folders.make(), "trusted");
  writeFileSync(nobody, "# nobody yet\n");
  const strange = await understudy(["verify", report, "--trusted", nobody]);
  expect(strange.stderr).toContain("is nobody's who is trusted");
});
