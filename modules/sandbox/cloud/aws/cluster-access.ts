import type { Reference, Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { each, roleExists } from "./lookups";
import { arn, empty, now, uuid } from "./names";

/** What an add-on is when nobody says: one for all. */
const addonVersion = "v1.20.4-eksbuild.1";

const creatingAddon = errorsOf("creating EKS Add-On", "EKS: CreateAddon");
const creatingEntry = errorsOf("creating EKS Access Entry", "EKS: CreateAccessEntry");
const associating = errorsOf("creating EKS Access Policy Association", "EKS: AssociateAccessPolicy");
const binding = errorsOf("creating EKS Pod Identity Association", "EKS: CreatePodIdentityAssociation");

/** The cluster that an argument of a call names. */
export function ofCluster(error: ReturnType<typeof errorsOf>): Reference {
  return {
    type: "aws_eks_cluster",
    missing: (name) => error("ResourceNotFoundException", `No cluster found for name: ${name}.`),
  };
}

/** What EKS says of a role that is not there. */
export const roleMissing = (error: ReturnType<typeof errorsOf>) => (role: string) =>
  error(
    "InvalidParameterException",
    `Role with arn: ${role}, could not be assumed because it does not exist or the trusted entity is not correct`,
  );

/** A cluster's add-ons, and who may use it. */
export const clusterAccess: Service = {
  aws_eks_addon: {
    gives: (asked, context) => {
      const [name, addon] = [textOf(asked, "cluster_name"), textOf(asked, "addon_name")];
      return {
        ...empty("configuration_values"),
        id: `${name}:${addon}`,
        addon_version: addonVersion,
        arn: arn("eks", `addon/${name}/${addon}/${uuid({})}`, asked, context),
        created_at: now(),
        modified_at: now(),
      };
    },
    unique: (asked) => ({
      key: `${textOf(asked, "cluster_name")}:${textOf(asked, "addon_name")}`,
      taken: creatingAddon("ResourceInUseException", "Addon already exists."),
    }),
    refers: { cluster_name: ofCluster(creatingAddon) },
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "pod_identity_association.role_arn",
          (role) => roleExists(context, role),
          roleMissing(creatingAddon),
        ),
      ),
  },
  aws_eks_access_entry: {
    gives: (asked, context) => {
      const [name, principal] = [textOf(asked, "cluster_name"), textOf(asked, "principal_arn")];
      const own = `access-entry/${name}/role/${principal.split(":")[4] ?? ""}/${principal.split("/").at(-1) ?? ""}/${uuid({})}`;
      return {
        id: `${name}:${principal}`,
        access_entry_arn: arn("eks", own, asked, context),
        created_at: now(),
        kubernetes_groups: [],
        modified_at: now(),
        user_name: principal.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/{{SessionName}}",
      };
    },
    unique: (asked) => ({
      key: `${textOf(asked, "cluster_name")}:${textOf(asked, "principal_arn")}`,
      taken: creatingEntry(
        "ResourceInUseException",
        "The specified access entry resource is already in use on this cluster.",
      ),
    }),
    refers: { cluster_name: ofCluster(creatingEntry) },
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "principal_arn",
          (role) => roleExists(context, role),
          () => creatingEntry("InvalidParameterException", "The specified principalArn is invalid: invalid principal."),
        ),
      ),
  },
  aws_eks_access_policy_association: {
    gives: (asked) => ({
      id: ["cluster_name", "principal_arn", "policy_arn"].map((name) => textOf(asked, name)).join("#"),
      associated_at: now(),
      modified_at: now(),
    }),
    refers: {
      cluster_name: ofCluster(associating),
      principal_arn: {
        type: "aws_eks_access_entry",
        by: "principal_arn",
        missing: () =>
          associating(
            "ResourceNotFoundException",
            "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
          ),
      },
    },
  },
  aws_eks_pod_identity_association: {
    gives: (asked, context) => {
      const name = textOf(asked, "cluster_name");
      const id = textOf(asked, "id") || `a-${context.digits(17, uuid({}))}`;
      const own = arn("eks", `podidentityassociation/${name}/${id}`, asked, context);
      return { ...empty("external_id"), id, association_id: id, association_arn: own, disable_session_tags: false };
    },
    unique: (asked) => {
      const names = ["cluster_name", "namespace", "service_account"].map((name) => textOf(asked, name)).join("/");
      return { key: names, taken: binding("ResourceInUseException", `Association already exists: ${names}`) };
    },
    refers: { cluster_name: ofCluster(binding) },
    refuses: (asked, context) =>
      refusal(
        each(
          asked,
          "role_arn",
          (role) => roleExists(context, role),
          () => binding("InvalidParameterException", "Role provided in the request does not exist."),
        ),
      ),
  },
};
