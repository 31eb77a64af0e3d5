import { isSet, text } from "./compare";
import type { Draft, RuleTable } from "./contract";

const tiered = ["BlobStorage", "FileStorage", "StorageV2"];

/** azurerm storage_account_resource.go, CustomizeDiff; a kind that is not known yet has no tiers. */
function accessTier({ config, planned }: Draft): string | undefined {
  return isSet(config["access_tier"] ?? null) && !tiered.includes(text(planned["account_kind"] ?? null))
    ? `access_tier needs an account_kind that is known when planned, one of ${tiered.join(", ")}`
    : undefined;
}

/** Azure's storage accounts. */
export const azureStorageRules: RuleTable = { azurerm_storage_account: { refuse: [accessTier] } };
