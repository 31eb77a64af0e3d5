import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Construct } from "constructs";
import { environments as definitions } from "../../environments";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import { type Environment, parseEnvironment } from "../../modules/core/parse";
import type { Resources } from "../../modules/core/promise";
import { InvalidInput } from "../../modules/core/problems";
import { firstRoles, type Roles } from "../../modules/core/roles";
import { stacks } from "../../modules/stacks";

/** What synthesis writes for a stack, as far as tests read it. */
export interface StackJson {
  readonly resource?: Resources;
  readonly data?: Resources;
  readonly ephemeral?: Resources;
  readonly provider?: Readonly<Record<string, unknown>>;
  readonly terraform: { readonly backend: Readonly<Record<string, unknown>> };
}

/** Synthesizes what `build` constructs for real, through a folder that is gone afterwards. By stack name. */
export function synthesize(build: (app: App) => void): ReadonlyMap<string, StackJson> {
  const outdir = mkdtempSync(join(tmpdir(), "understudy-test-"));
  try {
    const app = new App({ outdir });
    build(app);
    app.synth();
    const folder = join(outdir, "stacks");
    return new Map(
      readdirSync(folder).map((name) => {
        const json: StackJson = JSON.parse(readFileSync(join(folder, name, "cdk.tf.json"), "utf8"));
        return [name, json];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Roles of an environment that never switched. */
export function rolesOf({ groups }: EnvironmentDefinition): Roles {
  return Object.fromEntries(
    Object.entries(groups).map(([name, { origin, sites }]) => [name, firstRoles(origin, Object.keys(sites))]),
  );
}

/** Parses an environment, with first roles unless others are given. @throws InvalidInput */
export function parsed(definition: EnvironmentDefinition, roles: Roles = rolesOf(definition)): Environment {
  const { environment, problems } = parseEnvironment(definition, roles);
  if (environment === undefined) throw new InvalidInput(problems);
  return environment;
}

/** The project's own environments, as they are before any switch. */
export const environments: readonly Environment[] = definitions.map((definition) => parsed(definition));

/** Synthesizes every stack of an environment. */
export function synthesizeEnvironment(environment: Environment): ReadonlyMap<string, StackJson> {
  return synthesize((app: Construct) => {
    stacks(app, environment);
  });
}
