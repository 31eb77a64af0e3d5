import { randomBytes } from "node:crypto";
import { add, all, allow, alterList, alterStack, forget, remove, replaceText, set, unset } from "./edit";
import { type Danger, danger } from "./stage";
import { secretTexts } from "../secret-texts";

const cluster = "aws_rds_cluster.database_cluster";
const instance = "aws_rds_cluster_instance.database_instance";
const control = "aws_eks_cluster.cluster_control-plane";
const lag = "aws_cloudwatch_metric_alarm.database_lag";
const upgrades = "aws_iam_role_policy.cluster_upgrades-policy";

const rule = (name: string) => `aws_vpc_security_group_ingress_rule.${name}`;

/** In the stack of a site on AWS. */
export const siteDangers: readonly (readonly Danger[])[] = [
  [
    danger(
      "the database's deletion protection is switched off",
      "protection",
      set(cluster, "deletion_protection", false),
    ),
    danger(
      "the database would be deleted without a last snapshot",
      "protection",
      set(cluster, "skip_final_snapshot", true),
    ),
    danger("backups of the database are kept for a day", "recovery", set(cluster, "backup_retention_period", 1)),
    danger(
      "Terraform would undo what a switch does to the database",
      "recovery",
      alterList(cluster, "lifecycle.ignore_changes", (old) => old.slice(1)),
    ),
    danger("the second server of the database goes", "recovery", remove(`${instance}-2`)),
    danger(
      "a server of the database can be reached from the internet",
      "access",
      set(`${instance}-1`, "publicly_accessible", true),
    ),
    danger("the lag alarm waits for longer lags", "recovery", set(lag, "threshold", 600_000)),
    danger("the lag alarm wakes nobody", "recovery", set(lag, "actions_enabled", false)),
    danger("nobody is subscribed to alarms any more", "recovery", remove("aws_sns_topic_subscription.alerts_on-call")),
    danger(
      "a secret has no copy in the other region",
      "recovery",
      set("aws_secretsmanager_secret.secrets_database", "replica.0.region", "us-west-1"),
    ),
    danger(
      "a deleted secret can be brought back for a week only",
      "protection",
      set("aws_secretsmanager_secret.secrets_session-signing", "recovery_window_in_days", 7),
    ),
    danger(
      "Terraform would destroy a secret without a word",
      "protection",
      unset("aws_secretsmanager_secret.secrets_session-signing", "lifecycle"),
      ["aws_secretsmanager_secret.secrets_session-signing", "lifecycle.prevent_destroy"],
    ),
    danger("a key would be deleted sooner", "protection", set("aws_kms_key.keys_logs", "deletion_window_in_days", 7)),
    danger(
      "a key is no longer rotated",
      "access",
      all(
        set("aws_kms_key.keys_cluster", "enable_key_rotation", false),
        unset("aws_kms_key.keys_cluster", "rotation_period_in_days"),
      ),
      ["aws_kms_key.keys_cluster", "enable_key_rotation"],
    ),
    danger(
      "everybody may use a key",
      "access",
      allow("aws_kms_key.keys_database", "policy", {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "kms:Decrypt",
        Resource: "*",
      }),
    ),
    danger(
      "logs are kept for a month",
      "protection",
      set("aws_cloudwatch_log_group.cluster_audit-logs", "retention_in_days", 30),
    ),
    danger(
      "everybody can reach the control plane",
      "access",
      set(control, "vpc_config.public_access_cidrs", ["0.0.0.0/0"]),
    ),
    danger(
      "everybody can reach the database's port",
      "access",
      set(rule("database_access-in"), "cidr_ipv4", "0.0.0.0/0"),
    ),
    danger(
      "half of the internet can reach an endpoint",
      "access",
      set(rule("network_endpoints-in"), "cidr_ipv4", "128.0.0.0/1"),
    ),
    danger(
      "a new rule lets everybody in by IPv6",
      "access",
      add(rule("planted"), {
        security_group_id: "${aws_security_group.database_access.id}",
        cidr_ipv6: "::/0",
        ip_protocol: "-1",
      }),
      [rule("planted"), "cidr_ipv6"],
    ),
    danger(
      "a role may do everything",
      "access",
      allow(upgrades, "policy", { Effect: "Allow", Action: "*", Resource: "*" }),
    ),
    danger(
      "a new role's policy allows a whole service by what it leaves out",
      "access",
      add("aws_iam_role_policy.planted", {
        role: "${aws_iam_role.secrets_reader.name}",
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "${aws_vpc.network_vpc.arn}" }],
        }),
      }),
      ["aws_iam_role_policy.planted", "policy"],
    ),
    danger(
      "a role trusts another account",
      "access",
      allow("aws_iam_role.secrets_reader", "assume_role_policy", {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::999900001111:root" },
        Action: "sts:AssumeRole",
      }),
    ),
    danger(
      "a role trusts a service under no condition",
      "access",
      replaceText("aws_iam_role.cluster_autoscaler-role", "assume_role_policy", /,"Condition":\{.*?\}\}/, ""),
    ),
    danger(
      "a role is made an administrator",
      "access",
      add("aws_iam_role_policy_attachment.planted", {
        role: "${aws_iam_role.cluster_upgrades-role.name}",
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
      ["aws_iam_role_policy_attachment.planted", "policy_arn"],
    ),
    danger(
      "another workload gets the secrets' role",
      "access",
      set("aws_eks_pod_identity_association.secrets_reader-binding", "role_arn", "arn:aws:iam::222233334444:role/x"),
    ),
    danger(
      "the database accepts connections without TLS",
      "access",
      alterList("aws_rds_cluster_parameter_group.database_parameters", "parameter", (old) => [
        { name: "rds.force_ssl", value: "0" },
        ...old.slice(1),
      ]),
      ["aws_rds_cluster_parameter_group.database_parameters", "parameter.value"],
    ),
    danger(
      "nodes give their credentials to forged requests",
      "access",
      set("aws_launch_template.cluster_nodes", "metadata_options.http_tokens", "optional"),
    ),
    danger(
      "disks of nodes are not encrypted",
      "access",
      set("aws_launch_template.cluster_nodes", "block_device_mappings.1.ebs.encrypted", "false"),
    ),
    danger(
      "a description holds an access key",
      "secret",
      set("aws_iam_role.cluster_cni-role", "description", secretTexts["a key id of AWS"]),
    ),
    danger("a password is generated into the state", "secret", add("random_password.planted", { length: 40 })),
    danger(
      "an output tells a private key",
      "secret",
      alterStack("output", { planted: { value: secretTexts["a private key"] } }),
      ["output", "planted.value"],
    ),
  ],
  [
    danger(
      "the database is replaced because it is renamed",
      "data-loss",
      set(cluster, "cluster_identifier", "renamed"),
    ),
    danger("the control plane is replaced because it is renamed", "data-loss", set(control, "name", "renamed")),
    danger(
      "a secret is destroyed",
      "data-loss",
      remove(
        "aws_secretsmanager_secret.secrets_session-signing",
        "aws_secretsmanager_secret_version.secrets_session-signing-value",
      ),
    ),
    danger("the global cluster is let go of", "data-loss", forget("aws_rds_global_cluster.database_global")),
    danger(
      "the other region's copy of a key is destroyed",
      "recovery",
      all(
        remove("aws_kms_replica_key.secrets_key-oregon", "aws_kms_alias.secrets_key-oregon-alias"),
        unset("aws_secretsmanager_secret.secrets_database", "replica"),
      ),
      ["aws_kms_replica_key.secrets_key-oregon"],
    ),
  ],
];

/** What Terraform could not plan here. */
export const siteUnplanned: readonly Danger[] = [
  danger(
    "it reads another site's state",
    "cross-site",
    alterStack("data.terraform_remote_state", { other: { backend: "s3" } }),
    ["data.terraform_remote_state.other"],
  ),
  danger(
    "it looks up another site's database",
    "cross-site",
    alterStack("data.aws_rds_cluster", { other: { cluster_identifier: "staging-aws-oregon" } }),
    ["data.aws_rds_cluster.other"],
  ),
  danger("its provider speaks to another region", "cross-site", alterStack("provider.aws.0.region", "us-west-2"), [
    "provider.aws",
    "region",
  ]),
  danger("a password is written out", "secret", set(cluster, "master_password_wo", randomBytes(12).toString("hex"))),
];
