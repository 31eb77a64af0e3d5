import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInput } from "../../modules/core/problems";
import type { Finding, Waiver } from "../../modules/review/contract";
import { applyWaivers, readWaivers } from "../../modules/review/waivers";

const found: Finding = {
  rule: "recovery",
  weight: "blocks",
  stack: "staging-aws-virginia",
  address: "aws_rds_cluster.database_cluster",
  attribute: "backup_retention_period",
  before: "7",
  after: "1",
  message: "there is less to bring back from backups",
  waivedBy: undefined,
};

const waiver: Waiver = {
  rule: found.rule,
  stack: found.stack,
  address: found.address,
  reason: "the cluster is to be deleted next week",
  owner: "alex",
  approvedBy: "sam",
  expires: "2026-12-31",
};

const noon = new Date("2026-12-01T12:00:00Z");

const complaints = (waivers: readonly Waiver[], findings: readonly Finding[] = [found], now = noon) =>
  applyWaivers(waivers, findings, now)
    .filter(({ rule }) => rule === "waiver")
    .map(({ message }) => message);

describe("a waiver", () => {
  test("that is in order lets through what it names, and nothing else", () => {
    const other = { ...found, address: "aws_rds_cluster.other" };
    expect(applyWaivers([waiver], [found, other], noon)).toEqual([{ ...found, waivedBy: waiver }, other]);
  });

  test.each<readonly [string, Partial<Waiver>, RegExp]>([
    ["that has expired", { expires: "2026-11-30" }, /expired on 2026-11-30/],
    ["that nobody approved", { approvedBy: "" }, /was approved by nobody/],
    ["that its owner approved", { approvedBy: "@Alex " }, /approved by its own owner/],
    ["that holds for more than 90 days", { expires: "2027-03-02" }, /holds for 91 more days; 90 are the most/],
  ])("%s lets nothing through and blocks", (_, wrong, said) => {
    const results = applyWaivers([{ ...waiver, ...wrong }], [found], noon);
    expect(results[0]?.waivedBy).toBeUndefined();
    expect(results.slice(1)).toMatchObject([
      { rule: "waiver", weight: "blocks", message: expect.stringMatching(said) },
    ]);
  });

  test.each<readonly [string, Partial<Waiver>]>([
    ["another rule's", { rule: "data-loss" }],
    ["another stack's", { stack: "staging-aws-oregon" }],
    ["another resource's", { address: "" }],
  ])("that is %s matches nothing and blocks", (_, wrong) => {
    const results = applyWaivers([{ ...waiver, ...wrong }], [found], noon);
    expect(results).toMatchObject([
      { waivedBy: undefined },
      { message: expect.stringMatching(/lets nothing through/) },
    ]);
  });

  test("that says what another one says blocks, and the other one still holds", () => {
    const results = applyWaivers([waiver, { ...waiver, reason: "again" }], [found], noon);
    expect(results).toMatchObject([{ waivedBy: waiver }, { message: expect.stringMatching(/says again/) }]);
  });

  test("holds to the last moment of its last day in UTC, and for 90 days at most", () => {
    expect(complaints([waiver], [found], new Date("2026-12-31T23:59:59.999Z"))).toEqual([]);
    expect(complaints([waiver], [found], new Date("2027-01-01T00:00:00Z"))).toHaveLength(1);
    expect(complaints([{ ...waiver, expires: "2027-03-01" }])).toEqual([]);
  });

  test.each([
    ["waiver", "put the waiver that it speaks of in order"],
    ["switch", "merge the other changes before or after it"],
  ])("cannot waive a finding of the rule %s, and says what to do instead", (rule, instead) => {
    const text = JSON.stringify([{ ...waiver, rule }]);
    expect(() => readWaivers(text, "waivers.json")).toThrow(
      `waivers.json.0.rule: ${JSON.stringify(rule)} cannot be waived; `,
    );
    expect(() => readWaivers(text, "waivers.json")).toThrow(instead);
  });

  test("never takes a finding away, whatever it says", () => {
    const word = fc.constantFrom("", "alex", "sam", found.stack, found.address);
    const any = fc.record({
      stack: word,
      address: word,
      owner: word,
      approvedBy: word,
      expires: fc.constantFrom("2026-12-31", "2020-01-01"),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), (some) => {
        const results = applyWaivers(
          some.map((one) => ({ ...waiver, ...one })),
          [found],
          noon,
        );
        expect(results[0]).toMatchObject({ ...found, waivedBy: results[0]?.waivedBy });
        // Whatever lets it through was approved by somebody else and holds today.
        const { owner, approvedBy, expires } = results[0]?.waivedBy ?? {
          owner: "a",
          approvedBy: "b",
          expires: "2026-12-31",
        };
        expect(approvedBy).not.toBe("");
        expect(approvedBy).not.toBe(owner);
        expect(expires).toBe("2026-12-31");
      }),
    );
  });
});

describe("the waivers' file", () => {
  test("is read as it is written", () => {
    expect(readWaivers(JSON.stringify([waiver]), "waivers.json")).toEqual([waiver]);
    expect(readWaivers("[]", "waivers.json")).toEqual([]);
  });

  test("tells everything that is wrong at once, and which key was meant", () => {
    const wrong = [
      { ...waiver, rule: "recovry", expires: "2026-02-30" },
      { ...waiver, reason: " ", owner: undefined, expiers: "2026-12-31" },
    ];
    const read = () => readWaivers(JSON.stringify(wrong), "waivers.json");
    expect(read).toThrow(InvalidInput);
    for (const said of [
      /waivers\.json\.0\.rule: "recovry" is no rule that can be waived; choose .*; did you mean "recovery"\?/,
      /waivers\.json\.0\.expires: is no day/,
      /waivers\.json\.1\.reason: is empty/,
      /waivers\.json\.1\.owner: is missing/,
      /waivers\.json\.1\.expiers: is no key of a waiver, .*; did you mean "expires"\?/,
    ])
      expect(read).toThrow(said);
  });

  test.each([
    ["no JSON", "[", /is no JSON/],
    ["no list", "{}", /is no list/],
    ["of something else", "[1]", /waivers\.json\.0/],
  ])("is refused when it is %s", (_, text, said) => {
    expect(() => readWaivers(text, "waivers.json")).toThrow(said);
  });
});
