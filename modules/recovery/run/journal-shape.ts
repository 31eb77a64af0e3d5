import { z } from "zod";
import { clouds } from "../../core/cloud";
import { intents, type Action, type JournalFact, type Measurement, type Plan, type PlanChanges } from "../contract";

const target = z.strictObject({
  cloud: z.enum(clouds),
  environment: z.string(),
  group: z.string(),
  site: z.string(),
  name: z.string(),
  region: z.string(),
  origin: z.boolean(),
  database: z.string(),
  account: z.string(),
});

const action = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("raise-capacity"), site: target, minimumNodes: z.number() }),
  z.strictObject({ do: z.literal("return-capacity"), site: target, minimumNodes: z.number() }),
  z.strictObject({ do: z.literal("close-gate"), site: target, keepOpen: target }),
  z.strictObject({ do: z.literal("open-gate"), site: target }),
  z.strictObject({ do: z.literal("switch-database"), from: target, to: target }),
  z.strictObject({ do: z.literal("promote-database"), from: target, to: target }),
  z.strictObject({ do: z.literal("rejoin-database"), site: target, source: target }),
  z.strictObject({ do: z.literal("rebuild-database"), site: target, source: target }),
  z.strictObject({ do: z.literal("designate-replica"), site: target, source: target }),
  z.strictObject({
    do: z.literal("check-ready"),
    from: target,
    to: target,
    maximumLagSeconds: z.number().nullable(),
  }),
  z.strictObject({ do: z.literal("approve") }),
  z.strictObject({ do: z.literal("verify-writes"), site: target }),
  z.strictObject({
    do: z.literal("write-roles"),
    active: z.string(),
    fenced: z.array(z.string()),
    rebuilt: z.string().nullable(),
  }),
  z.strictObject({ do: z.literal("create-database"), site: target, stack: z.string() }),
  z.strictObject({ do: z.literal("reconcile"), stacks: z.array(z.string()), lost: z.string().exactOptional() }),
]) satisfies z.ZodType<Action>;

const step = z.strictObject({
  id: z.string(),
  title: z.string(),
  action,
  needs: z.array(z.string()),
  timeoutSeconds: z.number(),
  retries: z.number(),
  repeatable: z.enum(["always", "after-look", "never"]),
  call: z.string(),
  doneWhen: z.string(),
  byHand: z.string(),
  safePoint: z.string().nullable(),
});

const plan = z.strictObject({
  environment: z.string(),
  group: z.string(),
  cloud: z.enum(clouds),
  intent: z.enum(intents),
  from: target,
  to: target,
  approval: z.boolean(),
  steps: z.array(step),
}) satisfies z.ZodType<Plan>;

const measurement = z.strictObject({
  rtoSeconds: z.number().nullable(),
  rpoSeconds: z.number(),
  lostRows: z.number(),
  acknowledgedRows: z.number(),
  rowsInFlight: z.number(),
}) satisfies z.ZodType<Measurement>;

const changes = z.strictObject({
  add: z.number(),
  change: z.number(),
  replace: z.number(),
  destroy: z.number(),
  unwanted: z.array(z.string()),
  updated: z.array(z.string()),
  // A journal of an earlier version does not say it.
  leftOut: z.array(z.string()).default([]),
}) satisfies z.ZodType<PlanChanges>;

const link = { sequence: z.number(), at: z.iso.datetime(), elapsed: z.number(), previous: z.string() };

/** One line of a journal, as it must be to be read. */
export const entryShape = z.discriminatedUnion("fact", [
  z.strictObject({
    fact: z.literal("started"),
    run: z.string(),
    plan,
    planHash: z.string(),
    starter: z.string(),
    drill: z.boolean(),
    ...link,
  }),
  z.strictObject({ fact: z.literal("resumed"), by: z.string(), torn: z.boolean(), ...link }),
  z.strictObject({ fact: z.literal("step-started"), step: z.string(), attempt: z.number(), ...link }),
  z.strictObject({ fact: z.literal("step-done"), step: z.string(), detail: z.string(), ...link }),
  z.strictObject({
    fact: z.literal("step-failed"),
    step: z.string(),
    attempt: z.number(),
    message: z.string(),
    passing: z.boolean(),
    ...link,
  }),
  z.strictObject({ fact: z.literal("paused"), by: z.string(), because: z.string(), ...link }),
  z.strictObject({
    fact: z.literal("answered"),
    by: z.string(),
    step: z.string(),
    answer: z.enum(["done", "again"]),
    ...link,
  }),
  z.strictObject({
    fact: z.literal("vouched"),
    by: z.string(),
    word: z.enum(["holder-is-gone", "without-lease"]),
    because: z.string(),
    ...link,
  }),
  z.strictObject({
    fact: z.literal("approved"),
    by: z.string(),
    knownBy: z.enum(["option", "git", "system"]),
    planHash: z.string(),
    ...link,
  }),
  z.strictObject({
    fact: z.literal("refused"),
    what: z.enum(["approve", "abort"]),
    by: z.string(),
    because: z.string(),
    ...link,
  }),
  z.strictObject({ fact: z.literal("aborted"), by: z.string(), safePoint: z.string(), ...link }),
  z.strictObject({ fact: z.literal("lag"), seconds: z.number().nullable(), ...link }),
  z.strictObject({ fact: z.literal("measured"), measurement, ...link }),
  z.strictObject({ fact: z.literal("reconciled"), stack: z.string(), planHash: z.string(), changes, ...link }),
  z.strictObject({
    fact: z.literal("ended"),
    verdict: z.enum(["passed", "failed"]),
    reasons: z.array(z.string()),
    ...link,
  }),
]) satisfies z.ZodType<JournalFact>;
