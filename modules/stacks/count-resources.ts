import { entries } from "../core/parse-group";

/** How many resources a synthesized configuration describes; data sources are read, not made, and do not count. */
export function countResources(configuration: unknown): number {
  const types = Object.values(entries(entries(configuration)["resource"]));
  return types.reduce<number>((sum, named) => sum + Object.keys(entries(named)).length, 0);
}
