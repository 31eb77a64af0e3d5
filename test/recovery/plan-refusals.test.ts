import { describe, expect, test } from "@jest/globals";
import { development } from "../../environments/development";
import { staging } from "../../environments/staging";
import { InvalidInput } from "../../modules/core/problems";
import { planDrill } from "../../modules/recovery/plan/drill";
import { pairOf, planRecovery } from "../../modules/recovery/plan/plan";
import type { Facts, Wish } from "../../modules/recovery/plan/refusals";
import { parsed } from "../support/environments";
import { after, healthy, planned } from "../support/recovery";

const born = parsed(staging);
const failedOver = after(born, planned(born, "aws", { intent: "failover" }));
const switched = after(born, planned(born, "aws", { intent: "switchover" }));

function problemsOf(plan: () => unknown): string {
  try {
    plan();
  } catch (error) {
    if (error instanceof InvalidInput) return error.message;
    throw error;
  }
  return "";
}

const refusal = (environment: typeof born, wish: Omit<Wish, "group">, facts: Facts, group = "aws") =>
  problemsOf(() => planRecovery(environment, { group, ...wish }, facts));

const well = healthy("virginia");

describe("is refused, with the way out", () => {
  test.each<readonly [string, string, RegExp]>([
    [
      "a group that there is not",
      problemsOf(() => planRecovery(born, { group: "asw", intent: "switchover" }, well)),
      /^staging\.groups: "asw" is no group of staging; choose "aws", "gcp" or "azure"; did you mean "aws"\?$/,
    ],
    [
      "a site that there is not",
      refusal(born, { intent: "switchover", site: "oregn" }, well),
      /^staging\.aws\.switchover\.site: "oregn" is no site of staging-aws; choose .*; did you mean "oregon"\?$/,
    ],
    [
      "a site that is active",
      refusal(born, { intent: "switchover", site: "virginia" }, well),
      /^staging\.aws\.switchover: leads to "virginia", which takes the writes already; name a standby$/,
    ],
    [
      "a site that is fenced",
      refusal(failedOver, { intent: "switchover" }, healthy("oregon")),
      /leads to "virginia", which is fenced: .*; take it back first, with understudy rejoin staging\/aws --site virginia, or build it anew/,
    ],
    [
      "a group with a single site",
      refusal(parsed(development), { intent: "failover" }, healthy("ohio")),
      /^development\.aws\.failover: needs a second site, and this group has one; add a standby/,
    ],
    [
      "a replica further behind than the RPO",
      refusal(born, { intent: "switchover" }, healthy("virginia", { lagSeconds: 61 })),
      /begins at most 60 s behind, and "oregon" is 61 s behind; let it catch up/,
    ],
    [
      "a replica of which nobody knows how far it is behind",
      refusal(born, { intent: "switchover" }, healthy("virginia", { lagSeconds: null })),
      /needs to know how far "oregon" is behind, and nothing says so/,
    ],
    [
      "a pair that is not armed",
      refusal(born, { intent: "switchover" }, healthy("virginia", { armed: false })),
      /needs a pair that is armed: .*; run understudy arm staging\/aws$/,
    ],
    [
      "a pair that is not armed, even when all is lost",
      refusal(born, { intent: "failover", acceptLoss: true }, healthy("virginia", { armed: false })),
      /needs a pair that is armed/,
    ],
    [
      "what the vendor has against it",
      refusal(born, { intent: "switchover" }, healthy("virginia", { problems: ["staging-aws-oregon is Stopped"] })),
      /is refused by the vendor: staging-aws-oregon is Stopped; put that right first/,
    ],
    [
      "a second run",
      refusal(born, { intent: "switchover" }, { ...well, run: "2026-11-24-1" }),
      /must wait: run 2026-11-24-1 is under way; understudy resume 2026-11-24-1 goes on with it if its process is dead, understudy abort 2026-11-24-1/,
    ],
    [
      "a failover while the primary may still write",
      refusal(born, { intent: "failover" }, well),
      /can lose writes, and nothing says that "virginia" takes none.*--accept-loss.*switchover, which loses nothing$/,
    ],
    [
      "a switchover from a site that does not answer",
      refusal(born, { intent: "switchover" }, { ...well, status: { ...well.status, writer: null } }),
      /needs "virginia", which does not answer; ask for a failover to "oregon"/,
    ],
    [
      "a start from roles that the vendor contradicts",
      refusal(born, { intent: "failover", acceptLoss: true }, healthy("oregon")),
      /begins with "virginia" as the active site, but "oregon" takes the writes: resume the run/,
    ],
    [
      "a failback of a group that is at its origin",
      refusal(born, { intent: "failback" }, well),
      /is at its origin already: "virginia" takes the writes; nothing needs to be done$/,
    ],
    [
      "a failback to a site that has not come back",
      refusal(failedOver, { intent: "failback" }, healthy("oregon")),
      /which is fenced/,
    ],
    [
      "a failback to another site than the origin",
      refusal(born, { intent: "failback", site: "oregon" }, well),
      /leads to the origin, and "oregon" is not it; name "virginia", or ask for a switchover/,
    ],
    [
      "a rejoin of a site that was never lost",
      refusal(born, { intent: "rejoin" }, well),
      /is for a fenced site, and "oregon" is a standby that was never lost/,
    ],
    [
      "a rebuild of the active site",
      refusal(failedOver, { intent: "rebuild", site: "oregon" }, healthy("oregon")),
      /is about "oregon", which takes the writes; name a fenced site/,
    ],
    [
      "a rejoin without a source",
      refusal(failedOver, { intent: "rejoin" }, { ...well, status: { ...well.status, writer: null } }),
      /has no source: "oregon" does not answer; wait until it takes writes/,
    ],
    [
      "a drill of a group that there is not",
      problemsOf(() => planDrill(born, { group: "asw", scenario: "switchover" }, well)),
      /did you mean "aws"\?/,
    ],
  ])("%s", (_, message, expected) => {
    expect(message).toMatch(expected);
  });
});

test("everything that is in the way is said at once", () => {
  const facts: Facts = {
    status: { writer: "virginia", armed: false, lagSeconds: 900, problems: ["it is Stopped"] },
    run: "7",
  };
  const lines = refusal(born, { intent: "switchover" }, facts).split("\n");
  expect(lines.map((line) => /(under way|armed|Stopped|900 s)/.exec(line)?.[1])).toEqual([
    "under way",
    "armed",
    "Stopped",
    "900 s",
  ]);
});

test("a failover is refused for no lag, no silence, and nothing that the vendor says, once loss is accepted", () => {
  const dead: Facts = { status: { writer: null, armed: true, lagSeconds: null, problems: ["it is odd"] }, run: null };
  expect(refusal(born, { intent: "failover", acceptLoss: true }, dead)).toBe("");
});

test("a failover needs no word about loss when the active site is known to write no more", () => {
  expect(refusal(born, { intent: "failover" }, { ...well, status: { ...well.status, writer: null } })).toBe("");
});

test("a lag of exactly the RPO is let through", () => {
  expect(refusal(born, { intent: "switchover" }, healthy("virginia", { lagSeconds: 60 }))).toBe("");
});

test("the way back is planned from the standby to the origin without being told so", () => {
  expect(planned(switched, "aws", { intent: "failback" }).to.site).toBe("virginia");
  expect(planned(failedOver, "aws", { intent: "rejoin" }).to.site).toBe("virginia");
});

test("before a switch the standby is asked, before a return the active site: never one that may be dead", () => {
  const sites = (environment: typeof born, intent: Wish["intent"]) => {
    const { from, to } = pairOf(environment, { group: "aws", intent });
    return [from.site, to.site];
  };
  expect(sites(born, "switchover")).toEqual(["virginia", "oregon"]);
  expect(sites(born, "failover")).toEqual(["virginia", "oregon"]);
  expect(sites(failedOver, "rejoin")).toEqual(["virginia", "oregon"]);
  expect(sites(failedOver, "rebuild")).toEqual(["virginia", "oregon"]);
  expect(problemsOf(() => pairOf(parsed(development), { group: "aws", intent: "failover" }))).toMatch(/has one/);
});
