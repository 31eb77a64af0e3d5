import { createHash, randomBytes } from "node:crypto";
import type { Context, Reference, Service } from "../behaviour";
import { mentions, refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each } from "./lookups";
import { empty, globalArn } from "./names";

const policyType = "aws_iam_policy";
const hostType = "aws_iam_openid_connect_provider";

/** Characters of a managed policy, without blanks (IAM and STS quotas). */
const largest = 6144;

/** What a policy is held by, and IAM then does not delete it. */
const held = [
  ["aws_iam_role", "permissions_boundary"],
  ["aws_iam_role_policy_attachment", "policy_arn"],
] as const;

const isAmazons = (arn: string) => /^arn:[\w-]+:iam::aws:policy\/.+/.test(arn);

/** Whether a managed policy can be attached: Amazon's own all exist, of others those that were made here. */
export function policyExists(arn: string, { things }: Pick<Context, "things">): boolean {
  return isAmazons(arn) || things(policyType).some(({ attributes }) => textOf(attributes, "arn") === arn);
}

/** The same for what bounds a role. */
export const boundary: Reference = {
  type: policyType,
  by: "arn",
  missing: (arn) =>
    errorsOf("setting IAM Role permissions boundary", "IAM: PutRolePermissionsBoundary")(
      "NoSuchEntity",
      `Scope ARN: ${arn} does not exist or is not attachable.`,
    ),
};

/** Policies that stand by themselves, and hosts whose tokens an account trusts. Nothing here is in a region. */
export const iamPolicies: Service = {
  [policyType]: {
    region: () => null,
    gives: (asked, context) => {
      const arn = globalArn("iam", `policy${textOf(asked, "path") || "/"}${textOf(asked, "name")}`, context);
      return {
        ...empty("name_prefix"),
        id: arn,
        arn,
        attachment_count: 0,
        policy_id: `ANPA${randomBytes(9).toString("hex").slice(0, 17).toUpperCase()}`,
      };
    },
    unique: (asked) => {
      const name = textOf(asked, "name");
      const creating = errorsOf(`creating IAM Policy (${name})`, "IAM: CreatePolicy");
      // IAM compares names without case, and without paths.
      return {
        key: name.toLowerCase(),
        taken: creating(
          "EntityAlreadyExists",
          `A policy called ${name} already exists. Duplicate names are not allowed.`,
        ),
      };
    },
    refuses: (asked) =>
      refusal(
        each(
          asked,
          "policy",
          (policy) => policy.replaceAll(/\s/g, "").length <= largest,
          () =>
            errorsOf(`creating IAM Policy (${textOf(asked, "name")})`, "IAM: CreatePolicy")(
              "LimitExceeded",
              `Cannot exceed quota for PolicySize: ${largest}`,
            ),
        ),
      ),
    keeps: (there, context) => {
      const [first] = mentions(context, [textOf(there, "arn")], held);
      const deleting = errorsOf(`deleting IAM Policy (${textOf(there, "arn")})`, "IAM: DeletePolicy");
      return first && deleting("DeleteConflict", "Cannot delete a policy attached to entities.");
    },
  },

  [hostType]: {
    region: () => null,
    gives: (asked, context) => {
      const host = textOf(asked, "url").replace(/^https:\/\//, "");
      const arn = globalArn("iam", `oidc-provider/${host}`, context);
      return { id: arn, arn, thumbprint_list: [createHash("sha1").update(host).digest("hex")] };
    },
    unique: (asked) => {
      const url = textOf(asked, "url");
      const creating = errorsOf("creating IAM OIDC Provider", "IAM: CreateOpenIDConnectProvider");
      return { key: url, taken: creating("EntityAlreadyExists", `Provider with url ${url} already exists.`) };
    },
  },
};
