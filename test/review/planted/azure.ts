import { siteDangers, siteFirst, siteHarmless, siteUnplanned } from "./azure-site";
import { remove, set } from "./edit";
import { danger, harmless, type Plot } from "./stage";

const store = "azurerm_storage_account.state_store-virginia";
const other = "azurerm_storage_account.state_store-arizona";
const expiry = "azurerm_storage_management_policy.state_store-virginia-expiry";
const days = "rule.0.actions.version.delete_after_days_since_creation";

/** What is planted on Azure. */
export const azure: readonly Plot[] = [
  {
    stack: "state",
    dangers: [
      [
        danger("old versions expire sooner", "protection", set(expiry, days, 7)),
        danger(
          "deleted states are gone in a week",
          "protection",
          set(store, "blob_properties.delete_retention_policy.days", 7),
        ),
        danger(
          "deleted containers are gone in a week",
          "protection",
          set(store, "blob_properties.container_delete_retention_policy.days", 7),
        ),
        danger("the lock on a store goes", "protection", remove("azurerm_management_lock.state_store-virginia-lock")),
        danger(
          "a store can be copied to another tenant",
          "access",
          set(store, "cross_tenant_replication_enabled", true),
        ),
        danger(
          "everybody can read the states",
          "access",
          set("azurerm_storage_container.state_store-virginia-container", "container_access_type", "blob"),
        ),
      ],
      [
        danger(
          "a store is replaced because a zone could take it",
          "data-loss",
          set(other, "account_replication_type", "LRS"),
        ),
      ],
    ],
    harmless: [
      harmless("old versions are kept for longer", set(expiry, days, 120)),
      harmless("deleted states are kept for longer", set(store, "blob_properties.delete_retention_policy.days", 180)),
      harmless("a store is tagged", set(other, "tags.ticket", "one")),
      harmless(
        "access logs are kept for longer",
        set("azurerm_log_analytics_workspace.state_logs-virginia", "retention_in_days", 730),
      ),
    ],
  },
  { stack: "virginia", first: siteFirst, dangers: siteDangers, unplanned: siteUnplanned, harmless: siteHarmless },
];
