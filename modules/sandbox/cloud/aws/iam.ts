import { randomBytes } from "node:crypto";
import type { Fields } from "../../protocol/values";
import type { Context, Reference, Service } from "../behaviour";
import { mentions, refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { boundary, policyExists } from "./iam-policies";
import { each } from "./lookups";
import { empty, globalArn, now } from "./names";

/** What has to be taken from a role before it can go (IAM user guide, deleting roles). */
const held = [
  ["aws_iam_role_policy", "role"],
  ["aws_iam_role_policy_attachment", "role"],
] as const;

const creating = (asked: Fields) => errorsOf(`creating IAM Role (${textOf(asked, "name")})`, "IAM: CreateRole");
const putting = errorsOf("putting IAM Role Policy", "IAM: PutRolePolicy");
const attaching = errorsOf("attaching IAM Policy to IAM Role", "IAM: AttachRolePolicy");

function role(error: ReturnType<typeof errorsOf>): Reference {
  return {
    type: "aws_iam_role",
    by: "name",
    missing: (name) => error("NoSuchEntity", `The role with name ${name} cannot be found.`),
  };
}

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
};

function roleAttributes(asked: Fields, context: Context): Fields {
  const name = textOf(asked, "name");
  const path = textOf(asked, "path") || "/";
  return {
    ...empty("name_prefix"),
    id: name,
    arn: globalArn("iam", `role${path}${name}`, context),
    create_date: now(),
    managed_policy_arns: [],
    unique_id: `AROA${randomBytes(9).toString("hex").slice(0, 17).toUpperCase()}`,
  };
}

/** Roles and their policies. Nothing here is in a region. */
export const iam: Service = {
  aws_iam_role: {
    region: () => null,
    gives: roleAttributes,
    unique: (asked) => {
      const name = textOf(asked, "name");
      // IAM compares names without case.
      return {
        key: name.toLowerCase(),
        taken: creating(asked)("EntityAlreadyExists", `Role with name ${name} already exists.`),
      };
    },
    refers: { permissions_boundary: boundary },
    refuses: (asked) =>
      refusal(
        each(asked, "assume_role_policy", isJson, () =>
          creating(asked)("MalformedPolicyDocument", "This policy contains invalid Json"),
        ),
      ),
    keeps: (there, context) => {
      const name = textOf(there, "name");
      const [first] = mentions(context, [name], held);
      if (first === undefined) return undefined;
      const error = errorsOf(`deleting IAM Role (${name})`, "IAM: DeleteRole");
      const what = first.type === "aws_iam_role_policy" ? "delete policies" : "detach all policies";
      return error("DeleteConflict", `Cannot delete entity, must ${what} first.`);
    },
  },
  aws_iam_role_policy: {
    region: () => null,
    gives: (asked, context) => {
      const name =
        textOf(asked, "name") || `terraform-${context.digits(26, textOf(asked, "role"), textOf(asked, "policy"))}`;
      return { ...empty("name_prefix"), id: `${textOf(asked, "role")}:${name}`, name };
    },
    refers: { role: role(putting) },
    refuses: (asked) =>
      refusal(each(asked, "policy", isJson, () => putting("MalformedPolicyDocument", "Syntax errors in policy."))),
  },
  aws_iam_role_policy_attachment: {
    region: () => null,
    gives: (asked) => ({ id: `${textOf(asked, "role")}/${textOf(asked, "policy_arn")}` }),
    refers: { role: role(attaching) },
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "policy_arn",
          (policy) => policyExists(policy, context),
          (policy) => attaching("NoSuchEntity", `Policy ${policy} does not exist or is not attachable.`),
        ),
      ),
  },
};
