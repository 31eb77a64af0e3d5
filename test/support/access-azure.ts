import { z } from "zod";
import type { Token } from "./delivery";
import type { StackJson } from "./synthesis";

const permissions = z.object({
  permissions: z.array(z.object({ actions: z.array(z.string()), data_actions: z.array(z.string()) })),
});
const credential = z.object({
  issuer: z.string(),
  subject: z.string(),
  audience: z.array(z.string()),
  parent_id: z.string(),
});
const condition = z.union([
  z.object({ field: z.string(), equals: z.string() }),
  z.object({ allOf: z.array(z.unknown()) }),
  z.object({ anyOf: z.array(z.unknown()) }),
  z.object({ not: z.unknown() }),
]);
const policy = z.object({ if: z.unknown(), then: z.object({ effect: z.literal("deny") }) });

const like = (pattern: string, text: string) =>
  new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", ".*")}$`, "i").test(text);

/** Whether the role of a use allows an action, or an action on data (Azure RBAC: actions are a union, without denials). */
export function roleAllows(
  json: StackJson,
  use: string,
  action: string,
  on: "actions" | "data_actions" = "actions",
): boolean {
  const role = permissions.parse(json.resource?.["azurerm_role_definition"]?.[`delivery_${use}-role`]);
  return role.permissions.some((block) => block[on].some((pattern) => like(pattern, action)));
}

/** Whether a rule of Azure Policy is met by a resource's fields. */
function meets(rule: unknown, fields: Readonly<Record<string, string>>): boolean {
  const one = condition.parse(rule);
  if ("allOf" in one) return one.allOf.every((inner) => meets(inner, fields));
  if ("anyOf" in one) return one.anyOf.some((inner) => meets(inner, fields));
  if ("not" in one) return !meets(one.not, fields);
  return (fields[one.field] ?? "").toLowerCase() === one.equals.toLowerCase();
}

/** Whether the policy that stands on the identities' group denies a credential, whoever writes it. */
export function credentialDenied(
  json: StackJson,
  { fullName, issuer, subject }: { readonly fullName: string; readonly issuer: string; readonly subject: string },
): boolean {
  const type = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";
  const definition = z
    .object({ policy_rule: z.string() })
    .parse(json.resource?.["azurerm_policy_definition"]?.["delivery_bounds"]);
  const assignment = z
    .object({ enforce: z.boolean(), policy_definition_id: z.string(), resource_group_id: z.string() })
    .parse(json.resource?.["azurerm_resource_group_policy_assignment"]?.["delivery_bounds-here"]);
  const isHere =
    assignment.enforce &&
    assignment.policy_definition_id === "${azurerm_policy_definition.delivery_bounds.id}" &&
    assignment.resource_group_id === "${azurerm_resource_group.delivery_resource-group.id}";
  const rule = policy.parse(JSON.parse(definition.policy_rule));
  return isHere && meets(rule.if, { type, fullName, [`${type}/issuer`]: issuer, [`${type}/subject`]: subject });
}

const listed = (text: string, operator: string) =>
  [...text.matchAll(new RegExp(`${operator} \\{(.*?)\\}(?=[ )])`, "g"))].map(([, list = ""]) => list.split(", "));

/** Whether the condition on apply's own assignment lets it give and take a role, to and from somebody. */
export function mayGrant(json: StackJson, role: string, principal: string): boolean {
  const text = z
    .object({ condition: z.string() })
    .parse(json.resource?.["azurerm_role_assignment"]?.["delivery_apply-grant"]).condition;
  const roles = listed(text, "GuidEquals");
  const excluded = listed(text, "GuidNotEquals");
  if (roles.length !== 2 || excluded.length !== 2) return true;
  return roles.every((list) => list.includes(role)) && excluded.every((list) => !list.includes(principal));
}

/** Whether an identity takes a token: Azure compares issuer, subject and audience, each as a whole. */
export function identityTakes(json: StackJson, use: string, token: Token): boolean {
  return Object.values(json.resource?.["azurerm_federated_identity_credential"] ?? {})
    .map((body) => credential.parse(body))
    .filter(({ parent_id: parent }) => parent === `\${azurerm_user_assigned_identity.delivery_${use}.id}`)
    .some(
      ({ issuer, subject, audience }) =>
        issuer === token["iss"] && subject === token["sub"] && audience.includes(token["aud"] ?? ""),
    );
}
