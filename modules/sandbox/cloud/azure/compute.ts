import type { Service } from "../behaviour";
import { textOf } from "../values";
import { tenantOf, uuid } from "./ids";
import { keyTrouble } from "./keyvault";
import { named } from "./named";

const setType = "azurerm_disk_encryption_set";

/** What disks are encrypted with. Its own identity comes into being with it, and is let use the key afterwards. */
export const compute: Service = {
  [setType]: named(
    { type: setType, id: "{group}/providers/Microsoft.Compute/diskEncryptionSets/{name}" },
    {
      gives: (asked, context) => ({
        key_vault_key_url: textOf(asked, "key_vault_key_id"),
        identity: [
          {
            principal_id: uuid(context, "disks", textOf(asked, "resource_group_name"), textOf(asked, "name")),
            tenant_id: tenantOf(context),
          },
        ],
      }),
      refuses: (asked, context) => keyTrouble(textOf(asked, "key_vault_key_id"), "", context),
    },
  ),
};
