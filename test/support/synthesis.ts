import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Construct } from "constructs";
import { z } from "zod";
import { installFastSynthesis } from "../../modules/core/fast-synthesis";
import type { Environment } from "../../modules/core/parse";
import { stacks } from "../../modules/stacks";

const bodies = z.record(z.string(), z.unknown()).readonly();
const resources = z.record(z.string(), bodies).readonly().optional();
const stackShape = z.looseObject({
  resource: resources,
  data: resources,
  ephemeral: resources,
  provider: bodies.optional(),
  output: bodies.optional(),
  terraform: z.object({ backend: bodies }).readonly(),
});

/** What synthesis writes for a stack, as far as tests read it. */
export type StackJson = Readonly<z.infer<typeof stackShape>>;

/** Reads a stack's JSON. @throws ZodError when it is none */
export function stackOf(text: string): StackJson {
  const json: unknown = JSON.parse(text);
  return stackShape.parse(json);
}

/** Synthesizes what `build` constructs for real, through a folder that is gone afterwards. By stack name. */
export function synthesize(build: (app: App) => void): ReadonlyMap<string, StackJson> {
  const outdir = mkdtempSync(join(tmpdir(), "understudy-test-"));
  installFastSynthesis();
  try {
    const app = new App({ outdir });
    build(app);
    app.synth();
    const folder = join(outdir, "stacks");
    return new Map(
      readdirSync(folder).map((name) => {
        return [name, stackOf(readFileSync(join(folder, name, "cdk.tf.json"), "utf8"))];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Synthesizes every stack of an environment. */
export function synthesizeEnvironment(environment: Environment): ReadonlyMap<string, StackJson> {
  return synthesize((app: Construct) => {
    stacks(app, environment);
  });
}
