import { environments } from "./environments";
import { type StackJson, synthesizeEnvironment } from "./synthesis";

/** The sorted resource addresses of a stack. */
function addresses(json: StackJson): readonly string[] {
  return Object.entries(json.resource ?? {})
    .flatMap(([type, bodies]) => Object.keys(bodies).map((name) => `${type}.${name}`))
    .sort();
}

/** Every stack's inventory, by the stack's name. */
export function inventories(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    environments.flatMap((environment) =>
      [...synthesizeEnvironment(environment)].map(([name, json]) => [name, addresses(json)] as const),
    ),
  );
}
