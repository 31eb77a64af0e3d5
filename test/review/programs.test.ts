import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { z } from "zod";
import type { Review, Waiver } from "../../modules/review/contract";
import { tellJson } from "../../modules/review/tell/json";
import { tellSarif } from "../../modules/review/tell/sarif";
import { anyReview, emptyReview, smallFinding, smallStack } from "./reviews";

const places = { environments: "environments", waivers: "environments/waivers.json", output: "cdktf.out" };

/** Section 3.11.5: in a message a brace is doubled, or begins or ends a placeholder, of which there are none here. */
const message = z.strictObject({
  text: z
    .string()
    .min(1)
    .refine((text) => /^(?:[^{}]|\{\{|\}\})*$/.test(text)),
});
const level = z.enum(["error", "warning", "note", "none"]);

/** A relative reference (section 3.4): no scheme, nothing that a URI may not have. */
const uri = z.string().regex(/^(?:[\w.~!*'()-]|%[0-9A-F]{2}|\/)+$/);

const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level,
  message,
  locations: z
    .array(
      z.strictObject({
        physicalLocation: z.strictObject({
          artifactLocation: z.strictObject({ uri }),
          region: z.strictObject({ startLine: z.int().min(1) }),
        }),
        logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string(), kind: z.literal("resource") })),
      }),
    )
    .length(1),
  partialFingerprints: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  suppressions: z
    .array(
      z.strictObject({
        kind: z.enum(["inSource", "external"]),
        status: z.literal("accepted"),
        justification: z.string(),
      }),
    )
    .optional(),
});

const rule = z.strictObject({
  id: z.string().min(1),
  name: z.string().regex(/^[A-Za-z]+$/),
  shortDescription: message,
  fullDescription: message,
  help: z.strictObject({ text: z.string().min(1), markdown: z.string().min(1) }),
  defaultConfiguration: z.strictObject({ level }),
});

/** What SARIF 2.1.0 demands of a log, as far as it has what a review says. */
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({ name: z.string().min(1), semanticVersion: z.string(), rules: z.array(rule) }),
        }),
        invocations: z
          .array(
            z.strictObject({
              executionSuccessful: z.boolean(),
              toolExecutionNotifications: z.array(z.strictObject({ level, message })),
            }),
          )
          .length(1),
        columnKind: z.literal("utf16CodeUnits"),
        results: z.array(result),
      }),
    )
    .length(1),
});

function runOf(review: Review) {
  const [run] = sarif.parse(JSON.parse(tellSarif(review, places))).runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

const blocked: Review = {
  ...emptyReview,
  verdict: "blocked",
  stacks: [smallStack("production-aws-virginia")],
  findings: [smallFinding],
};

describe("SARIF", () => {
  test("of any review is what the specification demands, and its results name their rules", () => {
    fc.assert(
      fc.property(anyReview(100), (review) => {
        const { tool, results, invocations } = runOf(review);
        for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
        expect(invocations[0]?.executionSuccessful).toBe(review.verdict !== "error");
        expect(results.length).toBeGreaterThanOrEqual(review.findings.length);
        const prints = results.map(({ partialFingerprints }) => partialFingerprints["primaryLocationLineHash"]);
        expect(new Set(prints).size).toBe(results.length);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  test("keeps a finding's fingerprint when its values, words and weight change, and not when it is another", () => {
    const print = (finding: Partial<typeof smallFinding>) =>
      runOf({ ...blocked, findings: [{ ...smallFinding, ...finding }] }).results[0]?.partialFingerprints;
    const first = print({});
    expect(print({ before: "1", after: undefined, message: "other words", weight: "risk" })).toEqual(first);
    expect(print({ address: "aws_rds_cluster.other" })).not.toEqual(first);
    expect(print({ attribute: "other" })).not.toEqual(first);
  });

  test("weighs findings, points at the file that somebody would change, and suppresses what is waived", () => {
    const waivedBy: Waiver = {
      ...{ rule: "access", stack: "x", address: "a", reason: "a public page", owner: "ana", approvedBy: "ben" },
      expires: "2026-12-31",
    };
    const { results } = runOf({
      ...blocked,
      findings: [
        smallFinding,
        { ...smallFinding, rule: "waiver", weight: "risk", address: "" },
        { ...smallFinding, rule: "access", weight: "notice", stack: "shared {0} [a](b)", waivedBy },
      ],
    });
    expect(
      results.map((one) => [one.level, one.locations[0]?.physicalLocation.artifactLocation.uri, one.suppressions]),
    ).toEqual([
      ["error", "environments/production.ts", undefined],
      ["warning", "environments/waivers.json", undefined],
      [
        "note",
        "cdktf.out/stacks/shared%20%7B0%7D%20%5Ba%5D(b)/cdk.tf.json",
        [{ kind: "external", status: "accepted", justification: "a public page" }],
      ],
    ]);
    expect(results[2]?.message.text).toContain("in shared {{0}} [a] (b): it would be replaced");
  });

  test("says that the run failed when something could not be looked at", () => {
    const { invocations } = runOf({ ...emptyReview, verdict: "error", errors: ["production-gcp-iowa {x} failed"] });
    expect(invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: "error", message: { text: "production-gcp-iowa {{x}} failed" } }],
      },
    ]);
  });
});

describe("JSON", () => {
  const keysOf = (text: string) => Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(text)));

  test("has a version and always the same keys in the same order", () => {
    const keys = ["version", "verdict", "base", "head", "errors", "findings", "switches", "otherStandings", "cost"];
    expect(keysOf(tellJson(emptyReview))).toEqual([...keys, "stacks"]);
    fc.assert(
      fc.property(anyReview(20), (review) => {
        expect(keysOf(tellJson(review))).toEqual([...keys, "stacks"]);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  test("tells every finding and every change, and null where there is none of something", () => {
    expect(JSON.parse(tellJson(blocked))).toMatchObject({
      version: 1,
      verdict: "blocked",
      findings: [{ rule: "data-loss", before: '"a"', waivedBy: null }],
      stacks: [
        {
          ...{ stack: "production-aws-virginia", outcome: null, planHash: null, cost: null },
          counts: { add: 0, change: 1, replace: 0, destroy: 0 },
          changes: [{ movedFrom: null, attributes: [{ path: "backup_retention_period", before: "14", after: "15" }] }],
        },
      ],
    });
  });

  test("has none of the values that only rules look at", () => {
    const review = { ...blocked, stacks: [smallStack("a-b-c", { after: { password: "in-values-only" } })] };
    expect(tellJson(review)).not.toContain("in-values-only");
  });
});
