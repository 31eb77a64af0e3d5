import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { letGo } from "../core/disposable";
import type { Group } from "../core/group";
import type { Environment, StackContent } from "../core/parse";
import type { Site } from "../core/site";
import { SiteStack } from "./site";
import { StateStack } from "./state";
import { TrafficStack } from "./traffic";

const atOrigin = (site: Site) => site.origin;

/**
 * Builds every stack of an environment and says in which order they are first deployed: state, origin site, standby
 * sites, traffic. No stack refers to another; order is all they share.
 */
export function stacks(scope: Construct, environment: Environment): void {
  for (const group of environment.groups) groupStacks(scope, environment, group);
}

function groupStacks(scope: Construct, environment: Environment, group: Group): void {
  const has = (content: StackContent) => environment.contents.includes(content);
  const state = has("state") ? [new StateStack(scope, environment, group)] : [];
  if (!has("site")) return;
  const sites = group.sites.map((site) => ({ site, stack: new SiteStack(scope, environment, site) }));
  const origins = sites.filter(({ site }) => atOrigin(site));
  const traffic = new TrafficStack(scope, group);
  const after = (stack: TerraformStack, before: readonly TerraformStack[]) => {
    for (const dependency of before) stack.addDependency(dependency);
  };
  for (const { site, stack } of sites)
    after(stack, [...state, ...(atOrigin(site) ? [] : origins.map((origin) => origin.stack))]);
  after(
    traffic,
    sites.map(({ stack }) => stack),
  );
  if (environment.lifetime === "disposable")
    for (const stack of [...sites.map((site) => site.stack), traffic]) letGo(stack);
}
