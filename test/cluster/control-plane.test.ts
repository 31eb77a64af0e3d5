import { describe, expect, test } from "@jest/globals";
import { type Cloud, clouds } from "../../modules/core/cloud";
import { valuesAt } from "../../modules/core/promise";
import { clusterStack, siteOn } from "./support";

const office = "198.51.100.0/24";

const cluster = {
  aws: "aws_eks_cluster",
  gcp: "google_container_cluster",
  azure: "azurerm_kubernetes_cluster",
} as const satisfies Record<Cloud, string>;

/** What decides on each cloud who reaches the control plane from outside. */
const doors = {
  aws: { open: "vpc_config.endpoint_public_access", allowed: "vpc_config.public_access_cidrs" },
  gcp: {
    closed: "private_cluster_config.enable_private_endpoint",
    allowed: "master_authorized_networks_config.cidr_blocks.cidr_block",
  },
  azure: { closed: "private_cluster_enabled", allowed: "api_server_access_profile.authorized_ip_ranges" },
} as const satisfies Record<Cloud, { readonly open?: string; readonly closed?: string; readonly allowed: string }>;

function door(cloud: Cloud, administration?: readonly string[]) {
  const { resource } = clusterStack(siteOn(cloud), administration && { administration });
  const body = resource?.[cluster[cloud]]?.["cluster_control-plane"];
  const where = doors[cloud];
  const [isOpen] =
    "open" in where ? valuesAt(body, where.open) : valuesAt(body, where.closed).map((is) => is === false);
  return { isOpen, allowed: valuesAt(body, where.allowed).flat() };
}

describe.each(clouds)("the control plane on %s", (cloud) => {
  // GKE's list is also about who is let in from inside.
  const inside = cloud === "gcp" ? ["10.40.0.0/16"] : [];

  test("answers nobody outside unless the environment names addresses", () => {
    expect(door(cloud)).toEqual({ isOpen: false, allowed: inside });
    expect(door(cloud, [])).toEqual({ isOpen: false, allowed: inside });
  });

  test("answers the named addresses and no others", () => {
    expect(door(cloud, [office])).toEqual({ isOpen: true, allowed: [...inside, office] });
  });
});
