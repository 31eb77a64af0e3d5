import { randomBytes } from "node:crypto";
import type { Fields } from "../../protocol/values";
import { type Context, Refusal, type Service, type SimulatedVendor } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { azureError, imported, notFound } from "./errors";
import { groupId, lastOf, nearest } from "./ids";
import { named } from "./named";

const vaultType = "azurerm_key_vault";
const keyType = "azurerm_key_vault_key";
const secretType = "azurerm_key_vault_secret";

/** A vault that was deleted and keeps its name, its keys and its secrets until its retention is over. */
const deletedType = "deleted_azurerm_key_vault";

const day = 24 * 3_600_000;

const nameTaken = (name: string) =>
  azureError(
    409,
    "VaultAlreadyExists",
    `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state.`,
  );

/** Names of what is in a vault: by the vault's address, and by the vault's id. */
function versioned(kind: "keys" | "secrets", asked: Fields): Fields {
  const vault = textOf(asked, "key_vault_id");
  const name = textOf(asked, "name");
  const version = textOf(asked, "version") || randomBytes(16).toString("hex");
  const address = `https://${lastOf(vault)}.vault.azure.net/${kind}/${name}`;
  return {
    id: `${address}/${version}`,
    version,
    versionless_id: address,
    resource_id: `${vault}/${kind}/${name}/versions/${version}`,
    resource_versionless_id: `${vault}/${kind}/${name}`,
  };
}

/** A key by its address, with or without a version, or by its id in Resource Manager. */
function keyOf(context: Pick<Context, "things">, name: string): Fields | undefined {
  return context
    .things(keyType)
    .map(({ attributes }) => attributes)
    .find((key) =>
      ["id", "versionless_id", "resource_id", "resource_versionless_id"].some((by) => textOf(key, by) === name),
    );
}

/**
 * Why something cannot be encrypted with a key by an identity: there is no such key, or nobody let the identity use it.
 * Without a key, or where the identity comes into being with the thing, nothing is said.
 */
export function keyTrouble(key: string, identity: string, context: Context): string | undefined {
  if (key === "") return undefined;
  const found = keyOf(context, key);
  if (found === undefined)
    return azureError(404, "KeyNotFound", `A key with (name/id) ${key} was not found in this key vault.`);
  if (identity === "") return undefined;
  const principal = textOf(nearest(context, identity)?.attributes ?? {}, "principal_id");
  const isAllowed = context.things("azurerm_role_assignment").some(({ attributes }) => {
    const scope = textOf(attributes, "scope");
    const id = textOf(found, "resource_versionless_id");
    return textOf(attributes, "principal_id") === principal && (id === scope || id.startsWith(`${scope}/`));
  });
  return isAllowed
    ? undefined
    : azureError(
        403,
        "KeyVaultAccessForbidden",
        `The identity ${identity} has no permission to wrap and unwrap with the key ${key}.`,
      );
}

const contents = { within: "key_vault_id", names: ["key_vault_id"] } as const;

const uniqueIn = (type: string, kind: "keys" | "secrets") => (asked: Fields) => {
  const key = textOf(versioned(kind, asked), "versionless_id");
  return { key, taken: imported(type, key) };
};

/** Vaults, keys and secrets; a key is nothing but its names here, and a secret's value is nowhere. */
export const keyvault: Service = {
  [vaultType]: named(
    { type: vaultType, id: "{group}/providers/Microsoft.KeyVault/vaults/{name}" },
    {
      gives: (asked) => {
        const usesRoles = asked["rbac_authorization_enabled"] ?? asked["enable_rbac_authorization"] ?? false;
        return {
          vault_uri: `https://${textOf(asked, "name")}.vault.azure.net/`,
          enable_rbac_authorization: usesRoles,
          rbac_authorization_enabled: usesRoles,
          access_policy: [],
          contact: [],
          network_acls: [],
        };
      },
      unique: (asked, context) => {
        const name = textOf(asked, "name");
        const id = `${groupId(context, textOf(asked, "resource_group_name"))}/providers/Microsoft.KeyVault/vaults/${name}`;
        return {
          key: name,
          taken: context.find(vaultType, id) === undefined ? nameTaken(name) : imported(vaultType, id),
        };
      },
      refuses: (asked, { find }, before) => {
        const name = textOf(asked, "name");
        const deleted = find(deletedType, name)?.attributes;
        const isAtRest = before === undefined && deleted !== undefined && Number(deleted["until"]) > Date.now();
        // The provider recovers a deleted vault where it was (features.key_vault.recover_soft_deleted_key_vaults).
        const canRecover = ["resource_group_name", "location"].every(
          (one) => textOf(asked, one) === textOf(deleted ?? {}, one),
        );
        return refusal(
          isAtRest && !canRecover ? nameTaken(name) : undefined,
          /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/.test(name)
            ? undefined
            : azureError(
                400,
                "VaultNameNotValid",
                `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters.`,
              ),
          before?.["purge_protection_enabled"] === true && asked["purge_protection_enabled"] === false
            ? `updating Key Vault "${name}": once Purge Protection has been Enabled it's not possible to disable it`
            : undefined,
        );
      },
      leaves: (there) =>
        there["purge_protection_enabled"] === true
          ? {
              type: deletedType,
              id: textOf(there, "name"),
              attributes: {
                resource_group_name: textOf(there, "resource_group_name"),
                location: textOf(there, "location"),
                until: Date.now() + Number(there["soft_delete_retention_days"] ?? 90) * day,
              },
            }
          : undefined,
    },
  ),

  [keyType]: named(
    { type: keyType, id: "", ...contents },
    {
      gives: (asked, { digits }) => ({
        ...versioned("keys", asked),
        curve: "",
        e: "AQAB",
        n: digits(43, "modulus", textOf(asked, "key_vault_id"), textOf(asked, "name")),
        public_key_openssh: "",
        public_key_pem: "",
        x: "",
        y: "",
      }),
      unique: uniqueIn(keyType, "keys"),
    },
  ),

  [secretType]: named(
    { type: secretType, id: "", ...contents },
    { gives: (asked) => versioned("secrets", asked), unique: uniqueIn(secretType, "secrets") },
  ),
};

/** What a vault says of its keys. */
export const keySources: SimulatedVendor["sources"] = {
  azurerm_key_vault_key: (asked, context) => {
    const vault = textOf(asked, "key_vault_id");
    if (context.find(vaultType, vault) === undefined) throw new Refusal(notFound(vault));
    const key = keyOf(context, `${vault}/keys/${textOf(asked, "name")}`);
    if (key !== undefined) return key;
    throw new Refusal(
      `Key "${textOf(asked, "name")}" was not found in Key Vault at URI "https://${lastOf(vault)}.vault.azure.net/"`,
    );
  },
};
