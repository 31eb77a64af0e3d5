import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "../support/planted";

const texts = z.record(z.string(), z.string());
const oneOrMore = z.union([z.string(), z.array(z.string())]);

/** `!reference [job, key]`. */
const reference = z.tuple([z.string(), z.enum(["before_script", "rules", "script"])]);
const rule = z.strictObject({ if: z.string(), when: z.enum(["always", "manual"]).optional() });
const lines = z.array(z.union([z.string(), reference]));

const job = z.strictObject({
  stage: z.string().optional(),
  extends: oneOrMore.optional(),
  needs: z.array(z.string()).optional(),
  image: z.strictObject({ name: z.string(), entrypoint: z.array(z.string()) }).optional(),
  interruptible: z.boolean().optional(),
  timeout: z.string().optional(),
  tags: z.array(z.string()).optional(),
  resource_group: z.string().optional(),
  environment: z.strictObject({ name: z.string(), action: z.literal("access").optional() }).optional(),
  parallel: z.strictObject({ matrix: z.array(z.record(z.string(), z.array(z.string()))) }).optional(),
  id_tokens: z.record(z.string(), z.strictObject({ aud: z.string() })).optional(),
  variables: texts.optional(),
  rules: z.array(z.union([rule, reference])).optional(),
  before_script: lines.optional(),
  script: lines.optional(),
  artifacts: z
    .strictObject({
      when: z.literal("always").optional(),
      access: z.literal("developer").optional(),
      paths: z.array(z.string()),
      expire_in: z.string(),
    })
    .optional(),
});

const pipeline = z
  .object({
    stages: z.array(z.string()),
    include: z.array(z.strictObject({ template: z.string() })),
    workflow: z.strictObject({ rules: z.array(rule) }),
    default: z.strictObject({ image: z.string() }),
  })
  .catchall(job);

/** A job of GitLab as it is written, hidden ones (`.name`) too. */
export type GitlabJob = z.infer<typeof job>;

/** A pipeline of GitLab. */
export interface Pipeline {
  readonly stages: readonly string[];
  readonly image: string;
  readonly jobs: Readonly<Record<string, GitlabJob>>;
}

/** Reads a pipeline. A key that is not listed above is an error: nothing in it goes unlooked at. */
export function readPipeline(text: string): Pipeline {
  const tag = { tag: "!reference", collection: "seq", resolve: (sequence: unknown) => sequence } as const;
  const read: unknown = parse(text, { customTags: [tag] });
  const { stages, include: _1, workflow: _2, default: usual, ...jobs } = pipeline.parse(read);
  return { stages, image: usual.image, jobs };
}

/** The text of the project's own pipeline. */
export const pipelineText = readFileSync(join(root, ".gitlab-ci.yml"), "utf8");

const parentsOf = ({ extends: parents = [] }: GitlabJob) => (typeof parents === "string" ? [parents] : parents);

/** A job with all that it extends, as GitLab merges it: the last one named wins, and the job's own keys over all. */
export function whole(pipeline: Pipeline, name: string): GitlabJob {
  const own = pipeline.jobs[name];
  if (own === undefined) return {};
  const parents = parentsOf(own).map((parent) => whole(pipeline, parent));
  return [...parents, own].reduce<GitlabJob>(
    (merged, next) => ({ ...merged, ...next, variables: { ...merged.variables, ...next.variables } }),
    {},
  );
}

/** The lines that a job runs, references followed. */
export function scriptOf(pipeline: Pipeline, name: string): readonly string[] {
  const { before_script = [], script = [] } = whole(pipeline, name);
  const follow = (line: z.infer<typeof lines>[number]): readonly string[] => {
    if (typeof line === "string") return [line];
    const [from, key] = line;
    const { before_script: before = [], script: own = [] } = pipeline.jobs[from] ?? {};
    return (key === "script" ? own : before).flatMap(follow);
  };
  return [...before_script, ...script].flatMap(follow);
}

/** The jobs that run: those whose names do not begin with a dot. */
export function visible({ jobs }: Pipeline): readonly string[] {
  return Object.keys(jobs).filter((name) => !name.startsWith("."));
}

/** What a file names that is not there: stages, jobs that are needed or extended, keys that are referred to, scripts. */
export function unresolved(pipeline: Pipeline): readonly string[] {
  const { stages, jobs } = pipeline;
  return Object.entries(jobs).flatMap(([name, job]) => {
    const references = [...(job.before_script ?? []), ...(job.script ?? []), ...(job.rules ?? [])].flatMap((line) =>
      Array.isArray(line) ? [line] : [],
    );
    const named = [
      ...(job.stage === undefined || stages.includes(job.stage) ? [] : [`stage ${job.stage}`]),
      ...parentsOf(job).flatMap((parent) => (Object.hasOwn(jobs, parent) ? [] : [`extends ${parent}`])),
      ...(job.needs ?? []).flatMap((need) => (visible(pipeline).includes(need) ? [] : [`needs ${need}`])),
      ...references.flatMap(([from, key]) =>
        Object.hasOwn(jobs[from] ?? {}, key) ? [] : [`reference ${from}.${key}`],
      ),
    ];
    return named.map((what) => `${name}: ${what}`);
  });
}
