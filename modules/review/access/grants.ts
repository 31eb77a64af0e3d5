import { entries } from "../../core/parse-group";
import { asList } from "../../schema/json";
import type { Values } from "../contract";
import { leaves } from "./leaves";
import type { Opening } from "./opening";

/** Members that Google counts everybody among. */
const everybody: ReadonlySet<string> = new Set(["allUsers", "allAuthenticatedUsers"]);

/** Roles that may do everything in a project, or give themselves leave to. */
const primitive: ReadonlySet<string> = new Set([
  "roles/owner",
  "roles/editor",
  "roles/iam.securityAdmin",
  "roles/resourcemanager.projectIamAdmin",
]);

/** As `primitive`, by name and by the id that Azure gives them everywhere. */
const azureRoles: ReadonlySet<string> = new Set([
  "Owner",
  "Contributor",
  "User Access Administrator",
  "Role Based Access Control Administrator",
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  "b24988ac-6180-42a0-ab88-20f7382dd24c",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
]);

const administrators = /:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** A whole subscription, or a management group of them. */
const wideScope = /^\/(?:subscriptions\/[^/]+|providers\/Microsoft\.Management\/managementGroups\/[^/]+)\/?$/i;

const grant = (path: string, key: string, means: string): Opening => ({
  path,
  key: `${path} ${key}`,
  value: JSON.stringify(key),
  means,
  weight: "blocks",
});

function member(path: string, name: string): readonly Opening[] {
  if (everybody.has(name)) return [grant(path, name, "everybody is given it")];
  return name.endsWith("/*") && name.includes("principalSet:")
    ? [grant(path, name, "every identity of a pool is given it")]
    : [];
}

const role = (path: string, name: string) =>
  primitive.has(name) ? [grant(path, name, "it may do everything in the project")] : [];

/** A whole policy of Google's as text. */
function bindings(path: string, text: string): readonly Opening[] {
  if (!/^\s*\{/.test(text) || !text.includes('"bindings"')) return [];
  try {
    const policy: unknown = JSON.parse(text);
    return asList(entries(policy)["bindings"]).flatMap((binding) => {
      const { role: name, members } = entries(binding);
      return [...role(path, String(name)), ...asList(members).flatMap((one) => member(path, String(one)))];
    });
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** What people and machines are given by a resource, of that which nobody should be given. */
export function openGrants(type: string, values: Values | null): readonly Opening[] {
  if (values === null) return [];
  return leaves(values).flatMap(({ names, name, value }): readonly Opening[] => {
    const [path, text] = [names.join("."), String(value)];
    if (name === "member" || name === "members") return member(path, text);
    if (name === "role" && type.startsWith("google_")) return role(path, text);
    if (name === "policy_data") return bindings(path, text);
    if (/^(?:policy_arn|managed_policy_arns|permissions_boundary)$/.test(name) && administrators.test(text))
      return [grant(path, text, "it may do everything in the account")];
    if (type !== "azurerm_role_assignment") return [];
    const isRole = name === "role_definition_name" || name === "role_definition_id";
    if (isRole && azureRoles.has(text.split("/").at(-1) ?? ""))
      return [grant(path, text, "it may do everything there")];
    return name === "scope" && wideScope.test(text)
      ? [{ ...grant(path, text, "it may do that in the whole subscription"), weightWhenNew: "risk" }]
      : [];
  });
}
