import { textOf } from "../cloud/values";
import { thingsOf } from "../cloud/things";
import type { Resolver } from "./contract";

/**
 * Priority routing: the first enabled endpoint that answers; with none that does, the first that is enabled. (Traffic
 * Manager, "Endpoint monitoring".) The profile is found by its group's own endpoints' names.
 */
export const resolveAzure: Resolver = (view, { candidates, answers }) => {
  const endpoints = thingsOf(view, "azurerm_traffic_manager_external_endpoint")
    .filter(({ attributes }) => attributes["enabled"] !== false)
    .toSorted((a, b) => Number(a.attributes["priority"]) - Number(b.attributes["priority"]))
    .flatMap(({ attributes }) => {
      const group = textOf(attributes, "profile_id").split("/").at(-1) ?? "";
      return candidates.filter(({ id, site }) => site === textOf(attributes, "name") && id === `${group}-${site}`);
    });
  return endpoints.find(answers) ?? endpoints[0];
};
