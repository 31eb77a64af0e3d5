import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../core/chain";
import { InvalidInput } from "../core/problems";
import type { StackPlan, Target } from "./contract";
import type { Footing } from "./footing";

const format = "understudy reviewed plans 1";

const digest = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256 in hexadecimal");

const stackShape = z.strictObject({
  stack: z.string(),
  /** SHA-256 of the plan file. */
  planFile: digest,
  planHash: digest,
  configuration: digest,
  lock: digest.nullable(),
  state: z.strictObject({ lineage: z.string(), serial: z.int().min(0) }).nullable(),
}) satisfies z.ZodType<Footing>;

const shape = z.strictObject({
  format: z.literal(format),
  plannedAt: z.iso.datetime(),
  target: z.enum(["sandbox", "cloud"]) satisfies z.ZodType<Target["name"]>,
  terraform: z.strictObject({ product: z.string(), version: z.string() }),
  commit: z.string().nullable(),
  stacks: z.array(stackShape),
});

/** One stack's plan, as it was shown to whoever reviewed it. */
export type ReviewedStack = Readonly<z.infer<typeof stackShape>>;

/** What `reviewed.json` says of a folder of plans. */
export type ReviewedContent = Readonly<z.infer<typeof shape>>;

/** Plans that were kept to be applied as they are. */
export interface ReviewedPlans extends Omit<ReviewedContent, "format" | "stacks"> {
  readonly folder: string;
  readonly stacks: ReadonlyMap<string, ReviewedStack>;
}

/** Where a folder of reviewed plans keeps what. */
export const reviewedFiles = {
  index: (folder: string) => join(folder, "reviewed.json"),
  plan: (folder: string, stack: string) => join(folder, `${stack}.tfplan`),
} as const;

/** Lets go of plans that were kept in the folder before: until new ones are whole there are none. */
export function forgetReviewed(folder: string): void {
  rmSync(reviewedFiles.index(folder), { force: true });
}

/**
 * Keeps a stack's plan, and beside it, for those who read it, the same as JSON. Both are for their owner's eyes.
 * @returns the SHA-256 of the plan that is kept
 */
export function keepPlan(folder: string, stack: string, { planFile }: StackPlan): string {
  mkdirSync(folder, { recursive: true });
  for (const end of ["", ".json"]) {
    const kept = `${reviewedFiles.plan(folder, stack)}${end}`;
    copyFileSync(`${planFile}${end}`, kept);
    chmodSync(kept, 0o600);
  }
  return sha256(readFileSync(reviewedFiles.plan(folder, stack)));
}

/** Says which plans the folder holds, and what they stand on: the last thing to be written. */
export function writeReviewed(folder: string, content: Omit<ReviewedContent, "format">): void {
  const file = reviewedFiles.index(folder);
  const whole = `${file}.new`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(whole, `${JSON.stringify({ format, ...content }, null, 2)}\n`);
  renameSync(whole, file);
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidInput([{ path: file, message: "is no JSON; plan and review again" }]);
  }
}

/**
 * Reads what a folder of reviewed plans holds. The plans themselves are looked at when they are applied.
 * @throws InvalidInput when there is no such folder, or everything in its `reviewed.json` that is not as it must be
 */
export function readReviewed(folder: string): ReviewedPlans {
  const file = reviewedFiles.index(folder);
  if (!existsSync(file))
    throw new InvalidInput([
      { path: file, message: 'is not there; name a folder that "understudy plan … --save <folder>" has filled' },
    ]);
  const { data, error } = shape.safeParse(jsonIn(file));
  if (data === undefined)
    throw new InvalidInput(
      error.issues.map(({ path, message }) => ({
        path: `${file}: ${path.length === 0 ? "the whole" : path.join(".")}`,
        message: `${message}; it was changed, or is another version's: plan and review again`,
      })),
    );
  const names = data.stacks.map(({ stack }) => stack);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0)
    throw new InvalidInput(twice.map((name) => ({ path: `${file}: ${name}`, message: "is there more than once" })));
  const { plannedAt, target, terraform, commit } = data;
  return {
    ...{ folder, plannedAt, target, terraform, commit },
    stacks: new Map(data.stacks.map((stack) => [stack.stack, stack])),
  };
}
