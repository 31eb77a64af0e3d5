import type { Service } from "../behaviour";
import { textOf } from "../values";
import { azureError } from "./errors";
import { named, reference } from "./named";

const accountType = "azurerm_storage_account";

/** What an account is reached at, and for what. */
const services = ["blob", "dfs", "file", "queue", "table", "web"] as const;

/** Accounts, containers, and the rules for what is old. No two accounts of Azure's customers share a name. */
export const storage: Service = {
  [accountType]: named(
    { type: accountType, id: "{group}/providers/Microsoft.Storage/storageAccounts/{name}" },
    {
      gives: (asked) => {
        const name = textOf(asked, "name");
        const endpoints = services.flatMap((service): readonly (readonly [string, string])[] => [
          [`primary_${service}_host`, `${name}.${service}.core.windows.net`],
          [`primary_${service}_endpoint`, `https://${name}.${service}.core.windows.net/`],
        ]);
        return {
          ...Object.fromEntries(endpoints),
          primary_location: textOf(asked, "location"),
          secondary_location: "",
          access_tier: "Hot",
          // There are no keys: nothing here could be reached with them.
          primary_access_key: "",
          secondary_access_key: "",
          primary_connection_string: "",
          secondary_connection_string: "",
          primary_blob_connection_string: "",
          secondary_blob_connection_string: "",
        };
      },
      refuses: (asked, { things }, before) => {
        const name = textOf(asked, "name");
        if (!/^[a-z0-9]{3,24}$/.test(name))
          return azureError(400, "AccountNameInvalid", `${name} is not a valid storage account name.`);
        const isTaken = things(accountType).some(({ attributes }) => textOf(attributes, "name") === name);
        return before === undefined && isTaken
          ? azureError(409, "StorageAccountAlreadyTaken", `The storage account named ${name} is already taken.`)
          : undefined;
      },
    },
  ),
  azurerm_storage_container: {
    ...named({
      type: "azurerm_storage_container",
      id: "{storage_account_id}/blobServices/default/containers/{name}",
      within: "storage_account_id",
    }),
    refers: { storage_account_id: reference(accountType) },
  },
  azurerm_storage_management_policy: {
    ...named({
      type: "azurerm_storage_management_policy",
      id: "{storage_account_id}/managementPolicies/default",
      within: "storage_account_id",
    }),
    refers: { storage_account_id: reference(accountType) },
  },
};
