import type { Fields } from "../../protocol/values";
import { type Context, type Operation, Refusal, type Service } from "../behaviour";
import { blockOf, refusal } from "../lookups";
import { textOf } from "../values";
import { azureError, imported, notFound } from "./errors";
import { groupId, regionOfLocation, tenantOf, uuid } from "./ids";
import { keyTrouble } from "./keyvault";
import { named } from "./named";

const accountType = "azurerm_storage_account";

/** How many accounts a subscription can have in a region (Azure Storage, "Scalability targets"). */
const accountsPerRegion = 250;

/** Where Azure keeps the second copy of a geo-redundant account (Azure, "Region pairs"). */
const pairs: Readonly<Record<string, string>> = {
  eastus: "westus",
  eastus2: "centralus",
  centralus: "eastus2",
  westus2: "westcentralus",
  westus3: "eastus",
  northeurope: "westeurope",
  westeurope: "northeurope",
  swedencentral: "swedensouth",
  germanywestcentral: "germanynorth",
  southeastasia: "eastasia",
  eastasia: "southeastasia",
  japaneast: "japanwest",
};

/** What an account answers for, and the host of each. */
const services = ["blob", "dfs", "file", "queue", "table", "web"] as const;

/** The redundancies that have a second region. */
const geographic = ["GRS", "RAGRS", "GZRS", "RAGZRS"];

const isGeographic = (account: Fields) => geographic.includes(textOf(account, "account_replication_type"));

function endpoints(asked: Fields): Fields {
  const fields: Record<string, string> = {};
  const canReadSecond = textOf(asked, "account_replication_type").startsWith("RA");
  for (const [place, name] of [
    ["primary", textOf(asked, "name")],
    ["secondary", `${textOf(asked, "name")}-secondary`],
  ] as const) {
    const isThere = place === "primary" || canReadSecond;
    for (const service of services) {
      const host = isThere ? `${name}.${service}.core.windows.net` : "";
      fields[`${place}_${service}_host`] = host;
      fields[`${place}_${service}_endpoint`] = host === "" ? "" : `https://${host}/`;
      for (const route of ["internet", "microsoft"])
        for (const what of ["host", "endpoint"]) fields[`${place}_${service}_${route}_${what}`] = "";
    }
    // There are no keys: nothing here could be reached with them.
    for (const secret of ["access_key", "connection_string", "blob_connection_string"])
      fields[`${place}_${secret}`] = "";
  }
  return fields;
}

/** Accounts, and what is in them. */
export const storage: Service = {
  [accountType]: named(
    {
      type: accountType,
      id: "{group}/providers/Microsoft.Storage/storageAccounts/{name}",
      names: ["identity.identity_ids"],
    },
    {
      gives: (asked, context) => ({
        ...endpoints(asked),
        access_tier: "Hot",
        blob_properties: [{ default_service_version: "" }],
        large_file_share_enabled: null,
        primary_location: regionOfLocation(textOf(asked, "location")),
        secondary_location: isGeographic(asked) ? (pairs[regionOfLocation(textOf(asked, "location")) ?? ""] ?? "") : "",
        identity: [
          {
            principal_id: textOf(blockOf(asked, "identity"), "type").startsWith("SystemAssigned")
              ? uuid(context, "storage", textOf(asked, "name"))
              : "",
            tenant_id: tenantOf(context),
          },
        ],
      }),
      unique: (asked, context) => {
        const name = textOf(asked, "name");
        const id = `${groupId(context, textOf(asked, "resource_group_name"))}/providers/Microsoft.Storage/storageAccounts/${name}`;
        const elsewhere = azureError(
          409,
          "StorageAccountAlreadyTaken",
          `The storage account named ${name} is already taken.`,
        );
        return {
          key: name,
          taken: context.find(accountType, id) === undefined ? elsewhere : imported(accountType, id),
        };
      },
      refuses: (asked, context, before) => {
        const location = regionOfLocation(textOf(asked, "location"));
        const key = blockOf(asked, "customer_managed_key");
        const there = context.things(accountType).filter(({ region }) => region === location);
        return refusal(
          /^[a-z0-9]{3,24}$/.test(textOf(asked, "name"))
            ? undefined
            : azureError(
                400,
                "AccountNameInvalid",
                `${textOf(asked, "name")} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
              ),
          keyTrouble(textOf(key, "key_vault_key_id"), textOf(key, "user_assigned_identity_id"), context),
          before === undefined && there.length >= accountsPerRegion
            ? azureError(
                409,
                "StorageAccountQuotaExceeded",
                `Subscription already contains ${there.length} storage accounts in location ${location ?? ""} and the maximum allowed is ${accountsPerRegion}.`,
              )
            : undefined,
        );
      },
    },
  ),

  azurerm_storage_container: named(
    {
      type: "azurerm_storage_container",
      id: "{storage_account_id}/blobServices/default/containers/{name}",
      names: ["storage_account_id"],
      within: "storage_account_id",
    },
    {
      gives: (asked) => ({
        default_encryption_scope: "$account-encryption-key",
        has_immutability_policy: false,
        has_legal_hold: false,
        metadata: {},
        resource_manager_id: `${textOf(asked, "storage_account_id")}/blobServices/default/containers/${textOf(asked, "name")}`,
      }),
    },
  ),

  azurerm_storage_management_policy: named({
    type: "azurerm_storage_management_policy",
    id: "{storage_account_id}/managementPolicies/default",
    names: ["storage_account_id"],
    within: "storage_account_id",
  }),
};

type Given = Readonly<Record<string, string>>;

function accountId({ subscription = "", resourceGroup = "", account = "" }: Given, context: Context): string {
  const group = groupId({ place: { ...context.place, account: subscription } }, resourceGroup);
  return `${group}/providers/Microsoft.Storage/storageAccounts/${account}`;
}

/**
 * The second region becomes the first. Planned, both must answer and the account stays geo-redundant; unplanned, it loses
 * its second copy and is locally redundant from then on.
 */
const failover: Operation = {
  takes: {
    subscription: "the subscription",
    resourceGroup: "the account's group",
    account: "the account",
    failoverType: "Planned or Unplanned",
  },
  region: (given, context) => {
    const account = context.find(accountType, accountId(given, context))?.attributes ?? {};
    return textOf(account, given["failoverType"] === "Planned" ? "primary_location" : "secondary_location") || null;
  },
  run: async (given, context) => {
    const id = accountId(given, context);
    const found = context.find(accountType, id);
    if (found === undefined) throw new Refusal(notFound(id));
    if (!isGeographic(found.attributes))
      throw new Refusal(
        azureError(
          409,
          "OperationNotAllowedOnNonGeoRedundantAccount",
          `Failover is not possible for the account ${given["account"] ?? ""}: it has no second region.`,
        ),
      );
    const [first, second] = ["primary_location", "secondary_location"].map((name) => textOf(found.attributes, name));
    const isPlanned = given["failoverType"] === "Planned";
    const attributes = {
      primary_location: second ?? "",
      secondary_location: isPlanned ? (first ?? "") : "",
      ...(!isPlanned && { account_replication_type: "LRS" }),
    };
    await context.change([{ type: accountType, id, attributes }]);
    return { id, ...attributes };
  },
};

/** What the Storage API does to an account. */
export const storageOperations: Readonly<Record<string, Operation>> = { "storage:accounts.failover": failover };
