import { elements, field } from "../views";
import { text } from "./compare";
import type { Draft, RuleTable } from "./contract";

/** What only the Premium SKU has (azurerm container_registry_resource.go, CustomizeDiff). An unknown SKU is not Premium. */
const premium: readonly (readonly [what: string, isWanted: (draft: Draft) => boolean])[] = [
  ["georeplications", ({ planned }) => elements(planned["georeplications"] ?? null).length > 0],
  ["quarantine_policy_enabled", ({ planned }) => planned["quarantine_policy_enabled"] === true],
  ["retention_policy_in_days", ({ config }) => Number(config["retention_policy_in_days"] ?? 0) > 0],
  ["trust_policy_enabled", ({ planned }) => planned["trust_policy_enabled"] === true],
  ["export_policy_enabled = false", ({ planned }) => planned["export_policy_enabled"] === false],
];

function sku(draft: Draft): string | undefined {
  if (text(draft.planned["sku"] ?? null).toLowerCase() === "premium") return undefined;
  const wanted = premium.filter(([, isWanted]) => isWanted(draft)).map(([what]) => what);
  return wanted.length === 0 ? undefined : `${wanted.join(", ")} can only be used with the sku Premium`;
}

function home({ planned }: Draft): string | undefined {
  const places = elements(planned["georeplications"] ?? null).map((one) => text(field(one, "location")));
  const here = text(planned["location"] ?? null);
  return here !== "" && places.includes(here)
    ? `georeplications cannot name ${here}, where the registry itself is`
    : undefined;
}

/** Azure's container registry. */
export const azureRegistryRules: RuleTable = { azurerm_container_registry: { refuse: [sku, home] } };
