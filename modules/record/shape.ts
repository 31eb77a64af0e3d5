import { z } from "zod";
import type { RecordEntry } from "./contract";

const name = z.strictObject({
  name: z.string(),
  knownBy: z.enum(["option", "git", "system", "github", "gitlab", "terminal"]),
});

const counts = z.strictObject({
  add: z.number(),
  change: z.number(),
  replace: z.number(),
  destroy: z.number(),
});

const plan = { stack: z.string(), planHash: z.string().nullable(), counts: counts.nullable() };

const outcomes = [
  "planned",
  "applied",
  "unchanged",
  "deferred",
  "absent",
  "refused",
  "failed",
  "interrupted",
  "not reached",
] as const;

const rest = {
  sequence: z.number(),
  at: z.iso.datetime(),
  previous: z.string(),
  signer: z.strictObject({ publicKey: z.string(), fingerprint: z.string() }).nullable(),
  signature: z.string().nullable(),
};

/** One line of a record, as it must be to be read. */
export const entryShape = z.discriminatedUnion("fact", [
  z.strictObject({
    fact: z.literal("begun"),
    deployment: z.string(),
    verb: z.enum(["deploy", "destroy", "rollback"]),
    what: z.string(),
    environment: z.string(),
    target: z.enum(["sandbox", "cloud"]),
    who: name,
    approvals: z.array(name),
    commit: z.string().nullable(),
    changed: z.boolean(),
    leaves: z.string().nullable(),
    reviewed: z.boolean(),
    stacks: z.array(z.strictObject(plan)),
    ...rest,
  }),
  z.strictObject({
    fact: z.literal("ended"),
    deployment: z.string(),
    result: z.enum(["succeeded", "failed", "interrupted"]),
    stacks: z.array(z.strictObject({ ...plan, outcome: z.enum(outcomes) })),
    ...rest,
  }),
]) satisfies z.ZodType<RecordEntry>;
