import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JournalFact } from "../../modules/recovery/contract";
import { derive } from "../../modules/recovery/evidence/derive";
import { judge } from "../../modules/recovery/evidence/judge";
import { lagPicture, timelinePicture } from "../../modules/recovery/evidence/picture";
import { examineReport, publishReport } from "../../modules/recovery/evidence/publish";
import { createKeyPair, keyFiles, readSigner, readTrusted } from "../../modules/recovery/evidence/sign";
import { duration, stamp } from "../../modules/recovery/evidence/words";
import { nothingYet, openJournal } from "../../modules/recovery/run/journal";
import { planHash } from "../../modules/recovery/run/plan-check";
import { systemClock } from "../../modules/recovery/run/clock";
import { Folders } from "../cli/command";
import { smallPlan } from "./small-plans";
import { journalOf, tinyFacts } from "./small-report";

const folders = new Folders();
afterAll(() => folders.clear());

describe("a verdict", () => {
  const plan = smallPlan("switchover", true);
  const done = (step: string): readonly JournalFact[] => [
    { fact: "step-started", step, attempt: 1 },
    { fact: "step-done", step, detail: "" },
  ];
  const changes = { add: 0, change: 2, replace: 0, destroy: 0, unwanted: [], updated: [], leftOut: [] };
  const measured = { rtoSeconds: 900, rpoSeconds: 0, lostRows: 0, acknowledgedRows: 9, rowsInFlight: 0 };
  const good: readonly JournalFact[] = [
    { fact: "started", run: "r", plan, planHash: planHash(plan), starter: "ana@example.com", drill: true },
    { fact: "approved", by: "ben@example.com", knownBy: "git", planHash: planHash(plan) },
    ...plan.steps.flatMap(({ id }) => done(id)),
    { fact: "measured", measurement: measured },
    { fact: "reconciled", stack: "staging-aws-virginia", planHash: "0f", changes },
    { fact: "reconciled", stack: "staging-aws-oregon", planHash: "0f", changes },
  ];
  const reasons = (facts: readonly JournalFact[]) => judge(journalOf(facts).entries).reasons;
  const without = (gone: (fact: JournalFact) => boolean) => good.filter((fact) => !gone(fact));
  const having = (change: (fact: JournalFact) => JournalFact) => good.map(change);

  test("is passed when every promise was kept, at the very edge of the budget too", () => {
    expect(judge(journalOf(good).entries)).toEqual({ verdict: "passed", reasons: [] });
  });

  test.each<[string, readonly JournalFact[], RegExp]>([
    [
      "a step was not finished",
      without((fact) => fact.fact === "step-done" && fact.step === "open-gate"),
      /^open-gate was not fin/,
    ],
    [
      "a step failed",
      [...good, { fact: "step-failed", step: "reconcile", attempt: 1, message: "no", passing: false }],
      /^reconcile failed: no$/,
    ],
    ["nobody approved", without(({ fact }) => fact === "approved"), /^nobody but its starter approved/],
    [
      "the starter approved",
      having((fact) => (fact.fact === "approved" ? { ...fact, by: "Ana <ana@example.com>" } : fact)),
      /^nobody but its starter approved/,
    ],
    [
      "another plan was approved",
      having((fact) => (fact.fact === "approved" ? { ...fact, planHash: "0f" } : fact)),
      /^nobody but its starter approved/,
    ],
    [
      "the approval came after the first change",
      [...without(({ fact }) => fact === "approved"), ...good.filter(({ fact }) => fact === "approved")],
      /^nobody but its starter approved/,
    ],
    ["nothing was measured", without(({ fact }) => fact === "measured"), /^nothing was measured/],
    [
      "it took too long",
      having((fact) =>
        fact.fact === "measured" ? { ...fact, measurement: { ...measured, rtoSeconds: 900.001 } } : fact,
      ),
      /^RTO: 900.001 s, and at most 900 s/,
    ],
    [
      "nothing was ever written again",
      having((fact) => (fact.fact === "measured" ? { ...fact, measurement: { ...measured, rtoSeconds: null } } : fact)),
      /^RTO: no write was accepted/,
    ],
    [
      "a planned switch lost a row",
      having((fact) => (fact.fact === "measured" ? { ...fact, measurement: { ...measured, lostRows: 1 } } : fact)),
      /^1 acknowledged rows were lost, and a planned switchover loses none/,
    ],
    [
      "a stack was not planned",
      without((fact) => fact.fact === "reconciled" && fact.stack.endsWith("oregon")),
      /oregon: Terraform did not/,
    ],
    ...(["add", "replace", "destroy"] as const).map((kind): [string, readonly JournalFact[], RegExp] => [
      `Terraform would ${kind}`,
      having((fact) => (fact.fact === "reconciled" ? { ...fact, changes: { ...changes, [kind]: 1 } } : fact)),
      new RegExp(`Terraform would .*${kind} 1`),
    ]),
    [
      "it was ended early",
      [...good, { fact: "aborted", by: "ben", safePoint: "as it was" }],
      /^ended early by ben: as it was/,
    ],
    [
      "the plan is not the one that was hashed",
      having((fact) => (fact.fact === "started" ? { ...fact, plan: { ...plan, intent: "failback" } } : fact)),
      /^the plan is not the one/,
    ],
  ])("is failed, with the reason, when %s", (_, facts, reason) => {
    expect(reasons(facts)[0]).toMatch(reason);
  });

  test("of a run that has not ended is failed", () => {
    const { entries, head } = journalOf(good);
    expect(derive(entries, head).verdict).toEqual({ verdict: "failed", reasons: ["the run has not ended"] });
  });
});

describe("keys", () => {
  test("are made at first use, readable by their owner alone, and trusted where they were made; then kept", () => {
    const folder = folders.make();
    const { fingerprint } = createKeyPair(folder);
    expect(statSync(join(folder, keyFiles.key)).mode & 0o777).toBe(0o600);
    expect([...readTrusted(join(folder, keyFiles.trusted)).keys()]).toEqual([fingerprint]);
    expect(createKeyPair(folder).fingerprint).toBe(fingerprint);
    expect(readSigner(join(folder, keyFiles.key)).fingerprint).toBe(fingerprint);
  });

  test("that are missing are refused with how to make one, and no key is made", () => {
    const file = join(folders.make(), "key.pem");
    expect(() => readSigner(file)).toThrow(/is not there.*openssl genpkey -algorithm ed25519 -out/);
    expect(existsSync(file)).toBe(false);
  });

  test("that others can read, that are of another kind, or none at all are refused", () => {
    const folder = folders.make({ "none.pem": "no key" });
    createKeyPair(folder);
    chmodSync(join(folder, keyFiles.key), 0o640);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(join(folder, "ec.pem"), privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
    chmodSync(join(folder, "none.pem"), 0o600);
    expect(() => readSigner(join(folder, keyFiles.key))).toThrow(/can be read by others/);
    expect(() => readSigner(join(folder, "ec.pem"))).toThrow(/is a key for ec, and reports are signed with Ed25519/);
    expect(() => readSigner(join(folder, "none.pem"))).toThrow(/is no private key/);
  });

  test("that are trusted are named one a line; a line that names none is told", () => {
    const file = join(folders.make({ trusted: "# ours\n\nSHA256:abc the drills\n" }), "trusted");
    expect(() => readTrusted(file)).toThrow(/trusted:3: is no fingerprint/);
    expect(() => readTrusted(`${file}-not`)).toThrow(/is not there; write the fingerprints you trust/);
  });
});

test("a report lies beside its journal in three forms, whole at any time, and is examined by any of them", () => {
  const folder = folders.make();
  const journal = openJournal(folder, nothingYet, systemClock);
  for (const fact of tinyFacts) journal.append(fact);
  journal.close();
  const signer = createKeyPair(folders.make());
  const trusted = new Map([[signer.fingerprint, "us"]]);
  const json = publishReport(folder, signer);
  publishReport(folder, signer);
  const html = join(folder, "report.html");
  for (const path of [json, folder, html, join(folder, "report.md")])
    expect(examineReport(path, trusted).problems).toEqual([]);
  writeFileSync(html, readFileSync(html, "utf8").replace("42.5", "4.5"));
  expect(examineReport(json, trusted).problems).toMatchObject([{ path: "html" }]);
  expect(() => examineReport(join(folder, "other.json"), trusted)).toThrow(/is not there; name a report.json/);
});

describe("pictures", () => {
  const { entries, head } = journalOf(tinyFacts);
  const derived = derive(entries, head);

  test("have a bar for each step that began, within the frame, and are well-formed", () => {
    const picture = timelinePicture(derived);
    const bars = [...picture.matchAll(/<rect class="done" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)];
    expect(bars).toHaveLength(2);
    for (const [, x, width] of bars) expect(Number(x) + Number(width)).toBeLessThanOrEqual(960);
    const tags = [...picture.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)];
    const open = tags.reduce<readonly string[]>((stack, [, end, name = "", alone]) => {
      if (alone === "/") return stack;
      if (end !== "/") return [...stack, name];
      expect(stack.at(-1)).toBe(name);
      return stack.slice(0, -1);
    }, []);
    expect(open).toEqual([]);
  });

  test("of the lag leave a gap where nobody could tell it, and are left out when nobody ever could", () => {
    const lag = [1, 2, null, 3, 4, null].map((seconds, index) => ({ elapsed: index * 1000, seconds }));
    expect([...lagPicture({ ...derived, lag }).matchAll(/<polyline/g)]).toHaveLength(2);
    expect(lagPicture({ ...derived, lag: lag.filter(({ seconds }) => seconds === null) })).toBe("");
  });
});

test("times are said without ever rounding up to a sixtieth second", () => {
  expect([0.04, 9.5, 59.96, 60, 125, 3725].map(duration)).toEqual([
    "0 s",
    "9.5 s",
    "1 min",
    "1 min",
    "2 min 05 s",
    "1 h 02 min",
  ]);
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), fc.boolean(), (milliseconds, tenths) => {
      expect(stamp(milliseconds, tenths)).toMatch(tenths ? /^\d{2,}:[0-5]\d\.\d$/ : /^\d{2,}:[0-5]\d$/);
      expect(duration(milliseconds / 1000)).not.toMatch(/^60 s|min 60|min 00 s/);
    }),
  );
});
