import type { Fields } from "../../protocol/values";
import { type Context, Refusal, type Service } from "../behaviour";
import { textOf } from "../values";
import { azureError, imported } from "./errors";
import { lastOf, nearest, tenantOf, thingOfId } from "./ids";
import { named, reference } from "./named";

const vaultType = "azurerm_key_vault";
const keyType = "azurerm_key_vault_key";
const secretType = "azurerm_key_vault_secret";

/** In the cloud alone: a vault that was deleted, and keeps its name until it is purged. */
const deletedType = "azurerm_key_vault/deleted";

const urlOf = (vaultId: string) => `https://${lastOf(vaultId)}.vault.azure.net`;

const inVault = (asked: Fields, context: Context) => nearest(context, textOf(asked, "key_vault_id"))?.region ?? null;

/** What is in a vault is called by the vault's address, by its own name, and by a version. */
function itemNames(kind: "keys" | "secrets", asked: Fields, { digits, things }: Context, type: string): Fields {
  const vault = textOf(asked, "key_vault_id");
  const name = textOf(asked, "name");
  const version = digits(32, kind, vault, name, String(things(type).length));
  const url = `${urlOf(vault)}/${kind}/${name}`;
  return {
    id: `${url}/${version}`,
    version,
    versionless_id: url,
    resource_id: `${vault}/${kind}/${name}/versions/${version}`,
    resource_versionless_id: `${vault}/${kind}/${name}`,
  };
}

const item = (kind: "keys" | "secrets", type: string): Service[string] => ({
  region: inVault,
  refers: { key_vault_id: reference(vaultType) },
  gives: (asked, context) => itemNames(kind, asked, context, type),
  unique: (asked) => {
    const key = `${urlOf(textOf(asked, "key_vault_id"))}/${kind}/${textOf(asked, "name")}`;
    return { key, taken: imported(type, key) };
  },
});

/** Vaults, and the keys and secrets in them. A value is write-only: it is given, and kept nowhere. */
export const keyvault: Service = {
  [vaultType]: named(
    { type: vaultType, id: "{group}/providers/Microsoft.KeyVault/vaults/{name}" },
    {
      gives: (asked) => ({ vault_uri: `${urlOf(textOf(asked, "name"))}/`, access_policy: [], contact: [] }),
      // One namespace for all of Azure's customers, deleted vaults included.
      refuses: (asked, context, before) => {
        const name = textOf(asked, "name");
        if (before !== undefined) return undefined;
        const isTaken = context.things(vaultType).some(({ attributes }) => textOf(attributes, "name") === name);
        if (!isTaken && context.find(deletedType, name) === undefined) return undefined;
        return azureError(409, "VaultAlreadyExists", `The vault name '${name}' is already in use.`);
      },
      leaves: (there) => ({ type: deletedType, id: textOf(there, "name"), attributes: {} }),
    },
  ),
  [keyType]: item("keys", keyType),
  [secretType]: item("secrets", secretType),
};

/** A disk encryption set reads the key of a vault that must be there. */
export const diskEncryption: Service = {
  azurerm_disk_encryption_set: named({
    type: "azurerm_disk_encryption_set",
    id: "{group}/providers/Microsoft.Compute/diskEncryptionSets/{name}",
  }),
};

/** The key of a vault, as `azurerm_key_vault_key` reads it. @throws Refusal when there is none */
export function keySource(asked: Fields, context: Context): Fields {
  const [vault, name] = [textOf(asked, "key_vault_id"), textOf(asked, "name")];
  const found = context
    .things(keyType)
    .find(({ attributes }) => textOf(attributes, "key_vault_id") === vault && textOf(attributes, "name") === name);
  if (found !== undefined) return { ...found.attributes, id: textOf(found.attributes, "id") };
  const where = thingOfId(context, vault) === undefined ? ", and no such vault" : "";
  throw new Refusal(`Key "${name}" was not found in Key Vault in ${vault}${where}`);
}

/** Who the caller is, as `azurerm_client_config` reads it. */
export function clientSource(_: Fields, context: Context): Fields {
  const tenant = tenantOf(context);
  return { id: context.place.account, subscription_id: context.place.account, tenant_id: tenant };
}
