import type { Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { azureError } from "./errors";
import { tenantOf, uuid } from "./ids";
import { named } from "./named";

const identityType = "azurerm_user_assigned_identity";
const federatedType = "azurerm_federated_identity_credential";

/** How many credentials an identity can have (Microsoft Entra, "workload identity federation"). */
const credentialsPerIdentity = 20;

/** Identities that are resources, and who may use them. */
export const identity: Service = {
  [identityType]: named(
    { type: identityType, id: "{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}" },
    {
      gives: (asked, context) => ({
        client_id: uuid(context, "client", textOf(asked, "resource_group_name"), textOf(asked, "name")),
        principal_id: uuid(context, "principal", textOf(asked, "resource_group_name"), textOf(asked, "name")),
        tenant_id: tenantOf(context),
      }),
    },
  ),

  [federatedType]: named(
    {
      type: federatedType,
      id: "{parent_id}/federatedIdentityCredentials/{name}",
      names: ["parent_id"],
      within: "parent_id",
    },
    {
      refuses: (asked, { things }, before) => {
        const own = things(federatedType).filter(
          ({ attributes, id }) =>
            textOf(attributes, "parent_id") === textOf(asked, "parent_id") && id !== textOf(before ?? {}, "id"),
        );
        const same = own.find(({ attributes }) =>
          ["issuer", "subject"].every((name) => textOf(attributes, name) === textOf(asked, name)),
        );
        return refusal(
          same &&
            azureError(409, "Conflict", `Issuer and subject combination already exists for this Managed Identity.`),
          own.length >= credentialsPerIdentity
            ? azureError(
                409,
                "Conflict",
                `The identity has ${own.length} federated identity credentials, of at most ${credentialsPerIdentity}.`,
              )
            : undefined,
        );
      },
    },
  ),
};
