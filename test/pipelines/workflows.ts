import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "../support/planted";

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const permissions = z.record(z.string(), z.enum(["read", "write"]));

const step = z.strictObject({
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: texts.default({}),
  env: texts.default({}),
  "continue-on-error": z.boolean().optional(),
});

const concurrency = z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() });

const job = z.strictObject({
  name: z.string().optional(),
  needs: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((needs) => (typeof needs === "string" ? [needs] : needs)),
  if: z.string().optional(),
  strategy: z
    .strictObject({
      "fail-fast": z.boolean(),
      matrix: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    })
    .optional(),
  "runs-on": z.string(),
  "timeout-minutes": z.number().optional(),
  environment: z.string().optional(),
  concurrency: concurrency.optional(),
  permissions: permissions.optional(),
  outputs: texts.optional(),
  env: texts.default({}),
  steps: z.array(step),
});

const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: permissions.optional(),
  concurrency: concurrency.optional(),
  defaults: z.strictObject({ run: z.strictObject({ shell: z.string() }) }).optional(),
  jobs: z.record(z.string(), job),
});

/** One step of a job on GitHub. */
export type Step = z.infer<typeof step>;

/** One job on GitHub. */
export type Job = z.infer<typeof job>;

/** A workflow of GitHub: what its text says, and the text, in which comments are. */
export interface Workflow extends z.infer<typeof workflow> {
  readonly text: string;
}

/** Reads a workflow. A key that is not listed above is an error: nothing in it goes unlooked at. */
export function readWorkflow(text: string): Workflow {
  return { ...workflow.parse(parse(text)), text };
}

const folder = join(root, ".github/workflows");

/** The text of every workflow, by the name of its file without the ending. */
export const workflowTexts: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith(".yml"))
    .map((file) => [file.replace(/[.]yml$/, ""), readFileSync(join(folder, file), "utf8")]),
);

/** Every workflow, read. */
export const workflows = Object.entries(workflowTexts).map(([file, text]) => ({ file, workflow: readWorkflow(text) }));
