import type { Fields } from "../../protocol/values";
import { isFields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { googleError } from "./errors";
import { named } from "./named";
import { formed, projectNumber, projectOf } from "./names";

const poolType = "google_iam_workload_identity_pool";
const doorType = "google_iam_workload_identity_pool_provider";
const roleType = "google_project_iam_custom_role";

const poolForm = "projects/{project}/locations/global/workloadIdentityPools/{workload_identity_pool_id}";
const doorForm = `${poolForm}/providers/{workload_identity_pool_provider_id}`;

const taken = (kind: string) => (id: string) =>
  `Error creating ${kind}: ${googleError(409, `Requested entity already exists: ${id}`, "alreadyExists")}`;

/** Google names federation by the number of the project and not by its id. */
function numbered(form: string, asked: Fields, context: Context): string {
  return formed(form, { ...asked, project: projectNumber(projectOf(asked, context), context) }, context);
}

/** For 30 days a deleted pool, and a door of one, keeps its name (IAM, "Manage workload identity pools"). */
const deleted = (type: string) => ({
  leaves: (there: Fields) => ({ type: `deleted_${type}`, id: textOf(there, "id"), attributes: there }),
  isHeld: (form: string, asked: Fields, context: Context) =>
    context.find(`deleted_${type}`, formed(form, { ...asked, project: projectOf(asked, context) }, context)) !==
    undefined,
});

const pools = deleted(poolType);
const doors = deleted(doorType);

/** Whether whoever comes through a pool can: the pool exists, as far as this sandbox can know. */
export function poolTrouble(member: string, { things }: Context): string | undefined {
  const [, pool] =
    /^principal(?:Set)?:\/\/iam\.googleapis\.com\/(projects\/.+?\/workloadIdentityPools\/[^/]+)\//.exec(member) ?? [];
  if (pool === undefined || things(poolType).some(({ attributes }) => textOf(attributes, "name") === pool))
    return undefined;
  return googleError(
    400,
    `Identity Pool does not exist (${pool}). Please check that you specified a valid resource name as returned in the \`name\` attribute in the configuration API.`,
    "badRequest",
  );
}

/** Whether a project's own role exists; Google's own all do. */
export function roleTrouble(role: string, { find }: Context): string | undefined {
  return !role.startsWith("projects/") || find(roleType, role) !== undefined
    ? undefined
    : googleError(400, `Role ${role} does not exist in the resource's hierarchy.`, "badRequest");
}

function mappingTrouble(asked: Fields): string | undefined {
  const mapping = asked["attribute_mapping"] ?? null;
  if (textOf(isFields(mapping) ? mapping : {}, "google.subject") !== "") return undefined;
  return googleError(400, "The attribute mapping must map a google.subject attribute.", "badRequest");
}

/** Who comes from outside without a key, and the roles of a project's own. Identity and Access Management is global. */
export const federation: Service = {
  [poolType]: named(
    { id: poolForm, taken: taken("WorkloadIdentityPool") },
    {
      region: () => null,
      gives: (asked, context) => ({ name: numbered(poolForm, asked, context), state: "ACTIVE" }),
      refuses: (asked, context, before) => {
        if (before !== undefined) return undefined;
        const id = textOf(asked, "workload_identity_pool_id");
        return refusal(
          /^(?!gcp-)[a-z0-9-]{4,32}$/.test(id)
            ? undefined
            : googleError(400, `Invalid workload identity pool id: ${id}`, "badRequest"),
          pools.isHeld(poolForm, asked, context) ? taken("WorkloadIdentityPool")(id) : undefined,
        );
      },
      leaves: pools.leaves,
    },
  ),

  [doorType]: {
    ...named(
      { id: doorForm, taken: taken("WorkloadIdentityPoolProvider") },
      {
        region: () => null,
        gives: (asked, context) => ({ name: numbered(doorForm, asked, context), state: "ACTIVE" }),
        refuses: (asked, context, before) =>
          refusal(
            mappingTrouble(asked),
            before === undefined && doors.isHeld(doorForm, asked, context)
              ? taken("WorkloadIdentityPoolProvider")(textOf(asked, "workload_identity_pool_provider_id"))
              : undefined,
          ),
        leaves: doors.leaves,
      },
    ),
    refers: {
      workload_identity_pool_id: {
        type: poolType,
        by: "workload_identity_pool_id",
        missing: (id) => googleError(404, `Requested entity was not found: workloadIdentityPools/${id}`, "notFound"),
      },
    },
  },

  [roleType]: named(
    { id: "projects/{project}/roles/{role_id}", taken: taken("the custom project role") },
    {
      region: () => null,
      gives: (asked, context) => ({
        name: formed("projects/{project}/roles/{role_id}", asked, context),
        deleted: false,
      }),
      refuses: (asked) =>
        refusal(
          textsAt(asked, ["permissions"])
            .filter((permission) => !/^[a-z]\w*\.\w+\.\w+$/.test(permission))
            .map((permission) => googleError(400, `Permission ${permission} is not valid.`, "badRequest")),
        ),
    },
  ),

  google_iam_deny_policy: {
    region: () => null,
    gives: (asked, { digits }) => {
      const id = `${textOf(asked, "parent")}/${textOf(asked, "name")}`;
      return { id, etag: digits(12, "etag", id) };
    },
    unique: (asked) => {
      const key = `${textOf(asked, "parent")}/${textOf(asked, "name")}`;
      return { key, taken: taken("DenyPolicy")(key) };
    },
    refuses: (asked, context) =>
      refusal(
        textsAt(asked, ["rules", "deny_rule", "denied_principals"]).flatMap(
          (member) => poolTrouble(member, context) ?? [],
        ),
        textsAt(asked, ["rules", "deny_rule", "denied_permissions"])
          .filter((permission) => !/^[a-z0-9]+\.googleapis\.com\/\w+\.\w+$/.test(permission))
          .map((permission) =>
            googleError(400, `Permission ${permission} is not supported in deny policies.`, "badRequest"),
          ),
      ),
  },
};
