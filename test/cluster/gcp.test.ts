import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { roomProblems } from "../../modules/core/node-room";
import { clusterStack, siteOn, valuesOf } from "./support";

const site = siteOn("gcp");
const { resource } = clusterStack(site);

describe("on GCP", () => {
  test("a site whose pods would run out of addresses is refused, with the number that fits", () => {
    const small = siteOn("gcp", true, "10.40.0.0/20");
    expect(() => clusterStack(small, { nodes: { min: 3, max: 8 } })).toThrow(
      "shop-gcp-paris: cluster.nodes.max is 8, but 10.40.8.0/22, a part of 10.40.0.0/20, has addresses for the pods of 7 nodes; " +
        "lower max or give the site a larger cidr",
    );
    expect(() => clusterStack(small, { nodes: { min: 3, max: 7 } })).not.toThrow();
  });

  test("the parser refuses exactly those ranges in which the nodes have no room", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 20 }), fc.integer({ min: 6, max: 140 }), (prefix, max) => {
        const cidr = `10.40.0.0/${prefix}`;
        const environment = { cluster: { nodes: { min: 3, max } } };
        const refused = roomProblems(environment, [{ cloud: "gcp", path: "paris.cidr", cidr }]).length > 0;
        const build = () => clusterStack(siteOn("gcp", true, cidr), environment.cluster);
        if (refused) expect(build).toThrow(/has addresses for the pods of/);
        else expect(build).not.toThrow();
      }),
      { numRuns: 30 },
    );
  });

  test("the weekly window is open for the 48 hours in 32 days that GKE asks for", () => {
    const [start] = valuesOf(resource, "google_container_cluster", "maintenance_policy.recurring_window.start_time");
    const [end] = valuesOf(resource, "google_container_cluster", "maintenance_policy.recurring_window.end_time");
    const hours = (Date.parse(String(end)) - Date.parse(String(start))) / 3_600_000;
    expect(new Date(String(start)).getUTCDay()).toBe(0);
    expect(hours * Math.floor(32 / 7)).toBeGreaterThanOrEqual(48);
  });

  test("the pool that a cluster is born with is as strict as the one that stays", () => {
    const [first] = valuesOf(resource, "google_container_cluster", "node_config");
    const [staying] = valuesOf(resource, "google_container_node_pool", "node_config");
    expect(first).toEqual(staying);
  });

  test("nodes are nobody but themselves: an account of this site, named within Google's 30 characters", () => {
    const [name] = valuesOf(resource, "google_service_account", "account_id");
    expect(String(name)).toMatch(/^shop-gcp-paris-nodes-[0-9a-f]{8}$/);
    const long = { ...siteOn("gcp"), id: "a-very-long-environment-and-its-group" };
    const [bounded] = valuesOf(clusterStack(long).resource, "google_service_account", "account_id");
    expect(String(bounded).length).toBeLessThanOrEqual(30);
  });
});
