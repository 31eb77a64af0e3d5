import { describe, expect, test } from "@jest/globals";
import { valuesAt } from "../../modules/core/promise";
import type { Site } from "../../modules/core/site";
import { ingressHost, ingressLabel } from "../../modules/traffic/azure";
import { siteName } from "../../modules/traffic/contract";
import { ingressAddress } from "../../modules/traffic/gcp";
import { environments } from "../support/environments";
import { synthesizeEnvironment } from "../support/synthesis";

/** By what each cloud finds a site: the type, the attribute, and the name that the site itself can work out. */
function found(site: Site): { readonly type: string; readonly attribute: string; readonly name: string } {
  switch (site.cloud) {
    case "aws":
      return { type: "aws_route53_record", attribute: "records", name: siteName(site) };
    case "gcp":
      return { type: "google_compute_global_address", attribute: "name", name: ingressAddress(site) };
    case "azure":
      return { type: "azurerm_traffic_manager_external_endpoint", attribute: "target", name: ingressHost(site) };
  }
}

const sites = environments.flatMap((environment) => {
  const json = synthesizeEnvironment(environment);
  return environment.groups.flatMap((group) =>
    group.sites.map((site: Site) => [site.id, site, json.get(`${group.id}-traffic`)] as const),
  );
});

describe("a site and its group's traffic find each other by literal names alone", () => {
  test.each(sites)("%s", (_, site, json) => {
    const { type, attribute, name } = found(site);
    const bodies = Object.values(json?.resource?.[type] ?? {});
    expect(bodies.flatMap((body) => valuesAt(body, attribute)).flat()).toContain(name);
  });

  test.each(sites)("%s has names of its own, short enough for DNS", (_, site) => {
    const labels = siteName(site).split(".");
    expect(labels.filter((label) => label.length > 63)).toEqual([]);
    expect(sites.filter(([, other]) => siteName(other) === siteName(site))).toHaveLength(1);
  });

  test("no two of Azure's customers can want the same label", () => {
    const { id } = { id: "staging-azure-virginia" };
    expect(ingressLabel({ id, subscription: "one" })).not.toBe(ingressLabel({ id, subscription: "two" }));
  });
});
