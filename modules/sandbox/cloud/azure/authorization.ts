import { randomUUID } from "node:crypto";
import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { azureError, imported, notFound } from "./errors";
import { nearest } from "./ids";
import { named } from "./named";

const roleType = "azurerm_role_definition";
const grantType = "azurerm_role_assignment";
const policyType = "azurerm_policy_definition";
const policyGrantType = "azurerm_resource_group_policy_assignment";

const authorization = "/providers/Microsoft.Authorization";

/** A role of ours by its id; Azure's own have ids that say nothing here. */
function roleOf(id: string, { things }: Pick<Context, "things">): Fields | undefined {
  return things(roleType)
    .map(({ attributes }) => attributes)
    .find((role) => textOf(role, "role_definition_resource_id") === id);
}

const roleName = (asked: Fields, context: Pick<Context, "things">) =>
  textOf(asked, "role_definition_name") ||
  textOf(roleOf(textOf(asked, "role_definition_id"), context) ?? {}, "name") ||
  textOf(asked, "role_definition_id");

/** The caller's subscription is there; of others nobody here knows. */
function scopeTrouble(scope: string, context: Context): string | undefined {
  if (!scope.startsWith("/subscriptions/") || scope === `/subscriptions/${context.place.account}`) return undefined;
  return nearest(context, scope) === undefined ? notFound(scope) : undefined;
}

function roleTrouble(id: string, context: Context): string | undefined {
  if (id === "" || roleOf(id, context) !== undefined) return undefined;
  const role = id.split("/").at(-1) ?? id;
  return azureError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${role}' does not exist.`,
  );
}

const metadata = () => JSON.stringify({ createdOn: new Date().toISOString(), updatedBy: null, updatedOn: null });

/** What roles there are and who has one, what is denied to all, and where. None of it is in a region. */
export const authorizations: Service = {
  [roleType]: {
    region: () => null,
    gives: (asked) => {
      const scope = textOf(asked, "scope");
      const role = textOf(asked, "role_definition_id") || randomUUID();
      const id = `${scope}${authorization}/roleDefinitions/${role}`;
      return {
        id: `${id}|${scope}`,
        role_definition_id: role,
        role_definition_resource_id: id,
        assignable_scopes: [scope],
      };
    },
    unique: (asked) => {
      const name = textOf(asked, "name");
      // One name in all of the directory, without case.
      return {
        key: name.toLowerCase(),
        taken: azureError(
          409,
          "RoleDefinitionWithSameNameExists",
          `A custom role with the same name already exists in this directory. Use a different name`,
        ),
      };
    },
    refuses: (asked, context) => scopeTrouble(textOf(asked, "scope"), context),
    keeps: (there, { things }) =>
      things(grantType).some(
        ({ attributes }) => textOf(attributes, "role_definition_id") === textOf(there, "role_definition_resource_id"),
      )
        ? azureError(
            400,
            "RoleDefinitionHasAssignments",
            "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)",
          )
        : undefined,
  },

  [grantType]: named(
    { type: grantType, id: `{scope}${authorization}/roleAssignments/{name}`, within: "scope" },
    {
      gives: (asked, context) => {
        const name = textOf(asked, "name") || randomUUID();
        const role = textOf(asked, "role_definition_name");
        return {
          id: `${textOf(asked, "scope")}${authorization}/roleAssignments/${name}`,
          name,
          principal_type: "ServicePrincipal",
          role_definition_id: `/subscriptions/${context.place.account}${authorization}/roleDefinitions/${context.digits(32, "role", role)}`,
          role_definition_name: roleName(asked, context),
          condition_version: "",
          skip_service_principal_aad_check: null,
        };
      },
      unique: (asked, context) => {
        const key = [textOf(asked, "scope"), roleName(asked, context), textOf(asked, "principal_id")].join("|");
        return { key, taken: azureError(409, "RoleAssignmentExists", "The role assignment already exists.") };
      },
      refuses: (asked, context) =>
        refusal(
          scopeTrouble(textOf(asked, "scope"), context),
          textOf(asked, "role_definition_name") === ""
            ? roleTrouble(textOf(asked, "role_definition_id"), context)
            : undefined,
        ),
    },
  ),

  [policyType]: {
    region: () => null,
    gives: (asked, { place }) => ({
      id: `/subscriptions/${place.account}${authorization}/policyDefinitions/${textOf(asked, "name")}`,
      metadata: metadata(),
      role_definition_ids: [],
    }),
    unique: (asked, { place }) => {
      const id = `/subscriptions/${place.account}${authorization}/policyDefinitions/${textOf(asked, "name")}`;
      return { key: id, taken: imported(policyType, id) };
    },
  },

  [policyGrantType]: {
    region: () => null,
    gives: (asked) => ({
      id: `${textOf(asked, "resource_group_id")}${authorization}/policyAssignments/${textOf(asked, "name")}`,
      metadata: metadata(),
    }),
    unique: (asked) => {
      const id = `${textOf(asked, "resource_group_id")}${authorization}/policyAssignments/${textOf(asked, "name")}`;
      return { key: id, taken: imported(policyGrantType, id) };
    },
    refers: {
      resource_group_id: { type: "azurerm_resource_group", missing: notFound },
    },
    refuses: (asked, { find, place }) => {
      const policy = textOf(asked, "policy_definition_id");
      // Microsoft's own have no subscription, and all exist.
      return policy.startsWith(`/subscriptions/${place.account}/`) && find(policyType, policy) === undefined
        ? azureError(
            404,
            "PolicyDefinitionNotFound",
            `The policy definition '${policy.split("/").at(-1) ?? policy}' could not be found.`,
          )
        : undefined;
    },
  },
};
