import type { Construct } from "constructs";
import { cluster } from "../../modules/cluster";
import type { ClusterProps } from "../../modules/cluster/contract";
import { backend } from "../../modules/core/backends";
import type { Cloud } from "../../modules/core/cloud";
import { type Resources, valuesAt } from "../../modules/core/promise";
import { provider } from "../../modules/core/providers";
import { describeSite, type Site } from "../../modules/core/site";
import { ReadableStack } from "../../modules/core/stack";
import type { Key } from "../../modules/keys/contract";
import { network } from "../../modules/network";
import { type StackJson, synthesize } from "../support/synthesis";

const tenant = "11111111-2222-4333-8444-000000000000";

/** A site without its group: of Paris and its like, active or a standby. */
export function siteOn(cloud: Cloud, active = true, cidr = "10.40.0.0/16"): Site {
  const place = { environment: "shop", group: cloud, name: "paris", domain: "shop.example.com", cidr };
  const standing = { active, fenced: false, lineage: { generation: 1, source: null } };
  switch (cloud) {
    case "aws":
      return { ...describeSite({ ...place, standing, cloud, region: "eu-west-3" }), account: "111122223333" };
    case "gcp":
      return { ...describeSite({ ...place, standing, cloud, region: "europe-west1" }), project: "shop-production" };
    case "azure": {
      const site = describeSite({ ...place, standing, cloud, region: "westeurope" });
      return { ...site, subscription: tenant, tenant };
    }
  }
}

const ids = {
  aws: "arn:aws:kms:eu-west-3:111122223333:key/1",
  gcp: "projects/shop-production/locations/europe-west1/keyRings/shop/cryptoKeys/cluster",
  azure: "https://shop.vault.azure.net/keys/cluster",
} as const satisfies Record<Cloud, string>;

/** A key that nobody makes. */
export function keyOn(cloud: Cloud): Key {
  const vault = `/subscriptions/${tenant}/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop`;
  return { id: ids[cloud], scope: cloud === "azure" ? `${vault}/keys/cluster` : ids[cloud], ready: [] };
}

/** The stack of one site with a network and a cluster. */
export function clusterStack(site: Site, props: Partial<ClusterProps> = {}): StackJson {
  const json = synthesize((app: Construct) => {
    const stack = new ReadableStack(app, "site");
    provider(stack, site);
    backend(stack, site, "site");
    const key = keyOn(site.cloud);
    cluster(stack, "cluster", {
      network: network(stack, "network", { site }),
      key,
      logsKey: key,
      size: "small",
      nodes: { min: 3, max: 9 },
      ...props,
      site,
    });
  }).get("site");
  if (json === undefined) throw new Error("nothing was synthesized");
  return json;
}

/** All values at a path in the resources of a type whose names begin with `cluster_`. */
export function valuesOf(resources: Resources | undefined, type: string, path: string): readonly unknown[] {
  return Object.entries(resources?.[type] ?? {})
    .filter(([name]) => name.startsWith("cluster_"))
    .flatMap(([, body]) => valuesAt(body, path));
}
