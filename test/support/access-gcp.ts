import { z } from "zod";
import type { Token } from "./delivery";
import type { StackJson } from "./synthesis";

const member = z.object({
  role: z.string(),
  member: z.string(),
  condition: z.object({ expression: z.string() }).optional(),
});
const denial = z.object({
  rules: z.array(
    z.object({
      deny_rule: z.object({ denied_principals: z.array(z.string()), denied_permissions: z.array(z.string()) }),
    }),
  ),
});
const door = z.object({ attribute_condition: z.string(), oidc: z.object({ issuer_uri: z.string() }) });
const of = <T>(json: StackJson, type: string, shape: z.ZodType<T>) =>
  Object.values(json.resource?.[type] ?? {}).map((body) => shape.parse(body));

/** The permissions of a role of the stack's own, by the reference to it; of Google's own roles nothing is known here. */
function permissionsOf(json: StackJson, reference: string): readonly string[] {
  const [, name = ""] = /^\$\{google_project_iam_custom_role\.(.+)\.name\}$/.exec(reference) ?? [];
  const role = json.resource?.["google_project_iam_custom_role"]?.[name];
  return role === undefined ? [] : z.object({ permissions: z.array(z.string()) }).parse(role).permissions;
}

/** `secretmanager.versions.access` as deny policies write it. */
const denied = (permission: string) => permission.replace(/^(\w+)\./, "$1.googleapis.com/");

/** Whether a condition on grants lets a role be given; without one every role can. */
function grants(expression: string | undefined, role: string): boolean {
  if (expression === undefined) return true;
  const [, list = ""] =
    /^api\.getAttribute\('iam\.googleapis\.com\/modifiedGrantsByRole', \[\]\)\.hasOnly\(\[(.*)\]\)$/.exec(expression) ??
    [];
  return list.split(", ").includes(`'${role}'`);
}

const isUse = (principal: string, use: string) => principal.endsWith(`/attribute.use/${use}`);

/**
 * Whether those who came in for a use may do something in the project: a role of theirs has the permission, and no deny
 * policy takes it away.
 * @param given - the role that `setIamPolicy` would give somebody
 * @param isOwner - as if somebody had given them a role that has every permission
 */
export function principalMay(
  json: StackJson,
  use: string,
  permission: string,
  { given, isOwner = false }: { readonly given?: string; readonly isOwner?: boolean } = {},
): boolean {
  const isDenied = of(json, "google_iam_deny_policy", denial)
    .flatMap(({ rules }) => rules)
    .some(
      ({ deny_rule: rule }) =>
        rule.denied_principals.some((principal) => isUse(principal, use)) &&
        rule.denied_permissions.includes(denied(permission)),
    );
  const isAllowed = of(json, "google_project_iam_member", member)
    .filter((one) => isUse(one.member, use) && permissionsOf(json, one.role).includes(permission))
    .some(({ condition }) => (given === undefined ? condition === undefined : grants(condition?.expression, given)));
  return !isDenied && (isOwner || isAllowed);
}

/** What they may do with a state store's objects: the role that they have on it. */
export function stateRolesOf(json: StackJson, use: string): readonly string[] {
  const found = of(json, "google_storage_bucket_iam_member", member).filter((one) => isUse(one.member, use));
  return [...new Set(found.map(({ role }) => role))];
}

/** One comparison of a condition in CEL; a claim that the token does not have is an error, and nobody is let in. */
function holds(comparison: string, token: Token): boolean {
  const [, claim = "", equal, beginning] =
    /^assertion\.(\w+)(?: == '([^']*)'|\.startsWith\('([^']*)'\))$/.exec(comparison) ?? [];
  if (claim === "") throw new RangeError(`the evaluator cannot read ${comparison}; teach it`);
  const value = token[claim];
  if (value === undefined) return false;
  return equal === undefined ? value.startsWith(beginning ?? "") : value === equal;
}

/** Whether a door lets a token in: right issuer, and a condition of `(a || b) && c && d` that holds. */
export function doorTakes(json: StackJson, name: string, token: Token): boolean {
  const { attribute_condition: condition, oidc } = door.parse(
    json.resource?.["google_iam_workload_identity_pool_provider"]?.[name],
  );
  const isMet = condition.split(" && ").every((part) =>
    part
      .replace(/^\((.*)\)$/, "$1")
      .split(" || ")
      .some((one) => holds(one, token)),
  );
  return oidc.issuer_uri === token["iss"] && isMet;
}
