/**
 * The project's own environments, synthesized as `main.ts` does; or so many sites of production's shape.
 *
 *   node -r tsx/cjs bench/ours.ts <outdir> [<sites>]
 */
import "../modules/core/fast-loading";
import { join } from "node:path";
import { App } from "cdktf";
import { environments as definitions } from "../environments";
import { production } from "../environments/production";
import { installFastSynthesis } from "../modules/core/fast-synthesis";
import { loadEnvironments } from "../modules/core/load";
import { type Environment, parseEnvironment } from "../modules/core/parse";
import { InvalidInput } from "../modules/core/problems";
import { rolesBeforeAny } from "../modules/core/roles";
import { stacks } from "../modules/stacks";
import { reportSynthesis } from "./report";

const sitesOfProduction = Object.values(production.groups).flatMap(({ sites }) => Object.keys(sites)).length;

const roles = rolesBeforeAny(production.groups);

/** Production under another name: addresses may repeat, because no two environments share a network. */
function copy(number: number): Environment {
  const { environment, problems } = parseEnvironment({ ...production, name: `p${number}` }, roles);
  if (environment === undefined) throw new InvalidInput(problems);
  return environment;
}

const [outdir, sites] = process.argv.slice(2);
if (outdir === undefined) throw new Error("usage: ours.ts <outdir> [<sites>]");

reportSynthesis(() => {
  installFastSynthesis();
  const app = new App({ outdir });
  const environments =
    sites === undefined
      ? loadEnvironments(definitions, join(__dirname, "../environments"))
      : Array.from({ length: Math.ceil(Number(sites) / sitesOfProduction) }, (_, index) => copy(index));
  for (const environment of environments) stacks(app, environment);
  return app;
});
