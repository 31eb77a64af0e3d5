import { z } from "zod";
import type { Values } from "../contract";
import { fixed, machines } from "./prices";

/** What a price depends on besides a resource's own values. */
export interface Surroundings {
  readonly region: string | undefined;
  /** The machines that nodes on AWS run on, when the same plan says so: node groups have them from a launch template. */
  readonly launched: string | undefined;
}

/** USD a month; undefined where no price is known. */
export type Meter = (values: Values, surroundings: Surroundings) => number | undefined;

/** Hours that a month has in all price lists. */
const hours = 730;

const inRegion = (hourly: Readonly<Record<string, number>>, region: string | undefined) => {
  const names = region !== undefined && Object.hasOwn(hourly, region) ? hourly[region] : hourly["*"];
  return names === undefined ? undefined : names * hours;
};

const always =
  (what: keyof typeof fixed): Meter =>
  (_, { region }) =>
    inRegion(fixed[what].hourly, region);

function nodes(machine: string | undefined, count: number | undefined, region: string | undefined): number | undefined {
  if (count === 0) return 0;
  if (machine === undefined || count === undefined) return undefined;
  const family = machines.find(({ sizes }) => Object.hasOwn(sizes, machine));
  const each = family === undefined ? undefined : inRegion(family.hourly, region);
  return each === undefined ? undefined : each * (family?.sizes[machine] ?? 0) * count;
}

/** Reads the arguments that a meter needs; undefined where they have another form, or are not known yet. */
function metered<Shape>(
  shape: z.ZodType<Shape>,
  price: (arguments_: Shape, surroundings: Surroundings) => number | undefined,
): Meter {
  return (values, surroundings) => {
    const { success, data } = shape.safeParse(values);
    return success ? price(data, surroundings) : undefined;
  };
}

const count = z.number().min(0).nullish();
const pool = z.object({ vm_size: z.string(), min_count: count });
const sum = (...parts: readonly (number | undefined)[]) =>
  parts.reduce<number | undefined>(
    (total, part) => (total === undefined || part === undefined ? undefined : total + part),
    0,
  );

/** What a month of a resource costs, by its type. */
export const meters: Readonly<Record<string, Meter>> = {
  aws_eks_cluster: always("EKS control plane"),
  aws_eks_node_group: metered(
    z.object({ scaling_config: z.array(z.object({ min_size: count })) }),
    ({ scaling_config: [scaling] }, { region, launched }) => nodes(launched, scaling?.min_size ?? undefined, region),
  ),
  aws_kms_key: always("AWS KMS key"),
  aws_kms_replica_key: always("AWS KMS key"),
  aws_nat_gateway: always("AWS NAT gateway"),
  aws_vpc_endpoint: metered(
    z.object({ vpc_endpoint_type: z.string(), subnet_ids: z.array(z.unknown()).nullish() }),
    ({ vpc_endpoint_type: kind, subnet_ids: subnets }, { region }) => {
      if (kind === "Gateway") return 0;
      const one = inRegion(fixed["AWS interface endpoint in one zone"].hourly, region);
      return kind !== "Interface" || one === undefined || !subnets ? undefined : one * subnets.length;
    },
  ),
  azurerm_kubernetes_cluster: metered(
    z.object({ sku_tier: z.string(), default_node_pool: z.array(pool) }),
    ({ sku_tier: tier, default_node_pool: [first] }, { region }) =>
      sum(
        tier === "Standard" ? inRegion(fixed["AKS control plane, Standard"].hourly, region) : undefined,
        nodes(first?.vm_size, first?.min_count ?? undefined, region),
      ),
  ),
  azurerm_kubernetes_cluster_node_pool: metered(pool, ({ vm_size: machine, min_count: least }, { region }) =>
    nodes(machine, least ?? undefined, region),
  ),
  azurerm_nat_gateway: always("Azure NAT gateway"),
  azurerm_public_ip: always("Azure public IP address, Standard"),
  google_container_cluster: always("GKE control plane"),
  google_container_node_pool: metered(
    z.object({
      node_config: z.array(z.object({ machine_type: z.string() })),
      autoscaling: z.array(z.object({ total_min_node_count: count })),
    }),
    ({ node_config: [node], autoscaling: [scaling] }, { region }) =>
      nodes(node?.machine_type, scaling?.total_min_node_count ?? undefined, region),
  ),
};
