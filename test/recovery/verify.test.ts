import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import type { JournalFact } from "../../modules/recovery/contract";
import { lineName } from "../../modules/recovery/evidence/read-report";
import { makeReport, type Report } from "../../modules/recovery/evidence/report";
import { createKeyPair, type Signer, signReport } from "../../modules/recovery/evidence/sign";
import { verifyReport } from "../../modules/recovery/evidence/verify";
import { sha256 } from "../../modules/core/chain";
import { Folders } from "../cli/command";
import { journalOf, reportOf, tinyFacts } from "./small-report";

const folders = new Folders();
afterAll(() => folders.clear());
// A signature is checked for every byte of a report.
jest.setTimeout(120_000);

let signer: Signer = createKeyPair(folders.make());
let report: Report = reportOf(tinyFacts, signer);
beforeAll(() => {
  signer = createKeyPair(folders.make());
  report = reportOf(tinyFacts, signer);
});

const trusted = () => new Map([[signer.fingerprint, "the drills"]]);

/** Examines a JSON, with nothing beside it. */
const examine = (json: string | Uint8Array) => verifyReport({ json: Buffer.from(json), trusted: trusted() });
const paths = (json: string | Uint8Array) => examine(json).problems.map(({ path }) => path);

test("a report that nobody changed is found intact, with its pages, and its verdict is worked out anew", () => {
  const [html, markdown] = [report.html, report.markdown].map((page) => Buffer.from(page));
  const examination = verifyReport({
    json: Buffer.from(report.json),
    ...(html && { html }),
    ...(markdown && { markdown }),
    trusted: trusted(),
  });
  expect(examination).toMatchObject({
    problems: [],
    signedBy: "the drills",
    derived: { verdict: { verdict: "passed", reasons: [] } },
  });
});

test("a change of any one byte is found, at the field or the entry that it is in", () => {
  const bytes = Buffer.from(report.json);
  const lines = report.json.split("\n").length;
  const wrongPlaces: string[] = [];
  let line = 0;
  for (const [at, byte] of bytes.entries()) {
    const name = lineName(line, lines);
    if (byte === 10) line += 1;
    // One bit apart, so that letters stay letters and figures figures; now and then something that is no text.
    const other = at % 7 === 0 ? 0xff : byte ^ (1 + (at % 2));
    const changed = Buffer.from(bytes);
    changed[at] = other;
    const [first] = paths(changed);
    const isThere = first === name || first?.startsWith(`${name}.`);
    // Two lines that became one, or one that became two, show at the first of them.
    const isFound = byte === 10 || other === 10 ? first !== undefined : isThere;
    if (isFound !== true) wrongPlaces.push(`${at} in ${name}: ${first ?? "not found"}`);
  }
  expect(wrongPlaces).toEqual([]);
});

test("bytes that are put in, taken out or cut off are found", () => {
  const bytes = Buffer.from(report.json);
  const place = fc.nat({ max: bytes.length - 1 });
  fc.assert(
    fc.property(place, fc.uint8Array({ minLength: 1, maxLength: 3 }), fc.nat({ max: 3 }), (at, added, gone) => {
      const changed = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + gone)]);
      fc.pre(!changed.equals(bytes));
      expect(paths(changed)).not.toEqual([]);
      expect(paths(bytes.subarray(0, at))).not.toEqual([]);
    }),
    { numRuns: 150 },
  );
});

describe("pages", () => {
  test.each(["html", "markdown"] as const)("a change of any one byte of the %s is found, with its line", (form) => {
    const bytes = Buffer.from(report[form]);
    let line = 1;
    for (const [at, byte] of bytes.entries()) {
      if (at % 5 === 0) {
        const changed = Buffer.from(bytes);
        changed[at] = byte ^ 1;
        const { problems } = verifyReport({ json: Buffer.from(report.json), [form]: changed, trusted: trusted() });
        expect(problems).toMatchObject([{ path: form, message: expect.stringContaining(`in line ${line}:`) }]);
      }
      if (byte === 10) line += 1;
    }
  });

  test("hold no script, and nothing that is loaded from elsewhere; what people wrote is shown, not obeyed", () => {
    const evil = '<script src="https://x.example/x.js"></script> | @everyone `x` ![i](https://x.example/i.png)\n# no';
    const facts = tinyFacts.map((fact): JournalFact => (fact.fact === "step-done" ? { ...fact, detail: evil } : fact));
    const { html, markdown } = reportOf(facts, signer);
    expect(html).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|javascript:|@import|url\(|<[^>]*\s(?:src|href)=/i);
    expect(html).toContain("&lt;script src=");
    expect(markdown).not.toMatch(/(?<!\\)<|!\[|@everyone|\n# no/);
    expect(markdown.split("\n").filter((line) => line.includes("script"))).toHaveLength(2);
  });
});

describe("somebody who changes a report with care", () => {
  /** A report of other facts, with the chain and all that follows made to fit. */
  const forged = (facts: readonly JournalFact[]) => makeReport(journalOf(facts), createKeyPair(folders.make()));
  const better = tinyFacts.map((fact): JournalFact =>
    fact.fact === "measured" ? { ...fact, measurement: { ...fact.measurement, rtoSeconds: 1 } } : fact,
  );

  test("and signs it with another key, is found by the key", () => {
    const { problems, signedBy } = examine(forged(better).json);
    expect(problems).toMatchObject([{ path: "signer", message: expect.stringContaining("nobody's who is trusted") }]);
    expect(signedBy).toBeUndefined();
  });

  test("and leaves the old signer and seal in place, is found by the seal", () => {
    const tail = (json: string) => json.split("\n").slice(-5);
    const json = [...forged(better).json.split("\n").slice(0, -5), ...tail(report.json)].join("\n");
    expect(paths(json)).toEqual(["pages"]);
  });

  /** Signs anew whatever a text says: the key is the right one, and what is said is not. */
  const resigned = (text: string) => {
    const sealed = text.split("\n").slice(0, -3).join("\n") + "\n";
    const head = /"head":"(\w+)"/.exec(sealed)?.[1] ?? "";
    const digest = sha256(sealed);
    return `${sealed}"seal":${JSON.stringify({ digest, signature: signReport(signer, head, digest) })}\n}\n`;
  };

  test.each([
    ["a figure", '"figures":{"rtoSeconds":42.5', '"figures":{"rtoSeconds":4.5', "figures.rtoSeconds"],
    ["a budget", '"budgets":{"rtoSeconds":900', '"budgets":{"rtoSeconds":90', "budgets.rtoSeconds"],
    ["a step's outcome", '"state":"done"', '"state":"failed"', "timeline.0.state"],
    [
      "the sample of a lag",
      '"lag":[{"elapsed":2000,"seconds":0.25',
      '"lag":[{"elapsed":2000,"seconds":0',
      "lag.0.seconds",
    ],
    ["the verdict", '"verdict":{"verdict":"passed"', '"verdict":{"verdict":"failed"', "verdict.verdict"],
    ["an entry", '"fact":"lag","seconds":0.25', '"fact":"lag","seconds":0.5', "entry 2"],
    ["an entry's hash", /"previous":"\w\w(?=\w+"},\n\{"fact":"step-done","step":"verify)/, '"previous":"zz', "entry 6"],
  ])("even with the right key, is found by what does not follow from the entries: %s", (_, from, to, path) => {
    const text = resigned(report.json.replace(from, to));
    expect(text).not.toBe(report.json);
    expect(paths(text)).toEqual([path]);
    expect(examine(resigned(report.json)).problems).toEqual([]);
  });

  test.each([
    ["leaves an entry out", (lines: readonly string[], first: number) => lines.toSpliced(first + 2, 1)],
    [
      "puts one in twice",
      (lines: readonly string[], first: number) => lines.toSpliced(first + 2, 0, lines[first + 2] ?? ""),
    ],
  ])("and %s, is found at the first that does not fit", (_, change) => {
    const lines = report.json.split("\n");
    const text = resigned(change(lines, lines.indexOf('"entries":[') + 1).join("\n"));
    expect(paths(text)[0]).toMatch(/^entry [34]$/);
  });
});

test("a verdict that the run's own last entry claims is not believed", () => {
  const slow = tinyFacts.map((fact): JournalFact =>
    fact.fact === "measured" ? { ...fact, measurement: { ...fact.measurement, rtoSeconds: 1000 } } : fact,
  );
  const { problems } = examine(reportOf(slow, signer).json);
  expect(problems.map(({ path }) => path)).toEqual(["entry 8.verdict", "entry 8.reasons.0"]);
});
