import { entries } from "../core/parse-group";
import { parseReference, references } from "../schema/expression";
import { readConfiguration } from "../stacks/configuration";
import type { Stack } from "./contract";

/** Arguments by which a resource says where it stands, in the providers' words. Further in, they are of something else. */
const placing = ["region", "location", "availability_zone"] as const;

/** What a region takes with it from a stack that stands elsewhere. */
export interface LeftOut {
  /** Addresses of what stands in the region, and of all that refers to it, at first hand or not; in order. */
  readonly leftOut: readonly string[];
  /** Addresses of everything else, in order. */
  readonly kept: readonly string[];
}

/** `us-west-2`, and a zone of it: `us-west-2a`, `us-east1-b`. */
const standsIn = (body: Readonly<Record<string, unknown>>, region: string) =>
  placing.some((key) => {
    const place = body[key];
    return typeof place === "string" && place.startsWith(region) && /^(?:-?[a-z])?$/.test(place.slice(region.length));
  });

/** Every address that a value may refer to: within templates, and bare as in `depends_on`. */
function named(value: unknown): readonly string[] {
  if (typeof value === "string") {
    const bare = parseReference(value);
    return [...references(value), ...(bare === undefined ? [] : [bare])].flatMap(({ head, steps }) => {
      const words = [head, ...steps.flatMap((step) => (step.kind === "name" ? [step.name] : []))];
      return words.slice(0, head === "data" ? 3 : 2).join(".");
    });
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "//" ? [] : named(inner)));
}

function bodies(section: unknown, prefix: string): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  return Object.entries(entries(section)).flatMap(([type, ofType]) =>
    Object.entries(entries(ofType)).map(([name, body]) => [`${prefix}${type}.${name}`, entries(body)] as const),
  );
}

/** Tells of a synthesized configuration what it has without a region, named as its vendor does. */
export function without(region: string, configuration: unknown): LeftOut {
  const stack = entries(configuration);
  const resources = bodies(stack["resource"], "");
  const all = [...resources, ...bodies(stack["data"], "data.")].map(([address, body]) => ({
    address,
    stands: standsIn(body, region),
    needs: named(body),
  }));
  const gone = new Set(all.filter(({ stands }) => stands).map(({ address }) => address));
  for (let before = -1; before < gone.size;) {
    before = gone.size;
    for (const { address, needs } of all) if (needs.some((need) => gone.has(need))) gone.add(address);
  }
  const addresses = resources.map(([address]) => address).toSorted();
  return {
    leftOut: addresses.filter((address) => gone.has(address)),
    kept: addresses.filter((address) => !gone.has(address)),
  };
}

/**
 * As {@link without}, of a stack's folder; of no region, nothing is left out.
 * @throws Error when nothing would be kept: Terraform, given no target, plans everything
 */
export function leftOutOf({ name, folder }: Stack, region: string | undefined): LeftOut {
  if (region === undefined) return { leftOut: [], kept: [] };
  const found = without(region, readConfiguration(folder));
  if (found.leftOut.length > 0 && found.kept.length === 0)
    throw new Error(`nothing of ${name} is left without ${region}; plan what stands elsewhere`);
  return found;
}
