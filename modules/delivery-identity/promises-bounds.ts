import type { CapabilityPromise } from "../core/promise";

/** What those who were let in can and can never do. */
export const boundsPromises: readonly CapabilityPromise[] = [
  {
    promise: "planning writes nothing, not even a lock",
    aws: [
      { type: "aws_iam_role_policy", name: "delivery_plan-policy", has: { policy: { lacks: "s3:PutObject" } } },
      { type: "aws_iam_policy", name: "delivery_plan-boundary", has: { policy: { lacks: "s3:PutObject" } } },
    ],
    gcp: [
      {
        type: "google_storage_bucket_iam_member",
        name: "delivery_plan-state-*",
        has: { role: "roles/storage.objectViewer" },
      },
      {
        type: "google_project_iam_custom_role",
        name: "delivery_plan-role",
        has: { permissions: { lacks: ".update" } },
      },
    ],
    azure: [
      {
        type: "azurerm_role_assignment",
        name: "delivery_plan-state-*",
        has: { role_definition_name: "Storage Blob Data Reader" },
      },
      {
        type: "azurerm_role_definition",
        name: "delivery_plan-role",
        has: { "permissions.actions": { lacks: "/write" } },
      },
    ],
  },
  {
    promise: "whoever plans never reads a secret's value, whatever else it is given",
    aws: [
      {
        type: "aws_iam_policy",
        name: "delivery_plan-boundary",
        has: { policy: { matches: '"Deny","Action":\\[[^\\]]*"secretsmanager:GetSecretValue"' } },
      },
      {
        type: "aws_iam_role",
        name: "delivery_plan",
        has: { permissions_boundary: { matches: "delivery_plan-boundary" } },
      },
    ],
    gcp: [
      {
        type: "google_iam_deny_policy",
        name: "delivery_plan-bounds",
        count: 1,
        has: {
          "rules.deny_rule.denied_permissions": { contains: "secretmanager.googleapis.com/versions.access" },
          "rules.deny_rule.denied_principals": { contains: "/attribute.use/plan" },
        },
      },
    ],
    azure: [
      {
        type: "azurerm_role_definition",
        name: "delivery_plan-role",
        has: { "permissions.data_actions": { lacks: "/secrets/" } },
      },
    ],
    gaps: {
      aws: "the provider reads values to refresh them: the origin's plan needs -refresh=false",
      azure:
        "nobody but Azure writes denials: what somebody else grants is granted. The provider reads values to refresh them: the origin's plan needs -refresh=false",
    },
  },
  {
    promise: "a pipeline cannot change what it trusts or what bounds it",
    aws: [
      {
        type: "aws_iam_policy",
        name: "delivery_apply-boundary",
        has: { policy: { matches: '"NoOwnIdentity","Effect":"Deny".*"NoLostBound","Effect":"Deny"' } },
      },
      {
        type: "aws_iam_role",
        name: "delivery_apply",
        has: { permissions_boundary: { matches: "delivery_apply-boundary" } },
      },
    ],
    gcp: [
      {
        type: "google_iam_deny_policy",
        name: "delivery_apply-bounds",
        count: 1,
        has: {
          "rules.deny_rule.denied_permissions": {
            contains: "iam.googleapis.com/workloadIdentityPoolProviders.update",
          },
          "rules.deny_rule.denied_principals": { contains: "/attribute.use/apply" },
        },
      },
    ],
    azure: [
      {
        type: "azurerm_policy_definition",
        name: "delivery_bounds",
        has: { policy_rule: { matches: 'federatedIdentityCredentials/subject.*"effect":"deny"' } },
      },
      {
        type: "azurerm_resource_group_policy_assignment",
        name: "delivery_bounds-here",
        count: 1,
        has: { enforce: true },
      },
    ],
  },
  {
    promise: "what a pipeline makes is given no more than a site gives",
    aws: [
      { type: "aws_iam_policy", name: "delivery_workload-boundary", count: 1, has: { policy: { lacks: "iam:*" } } },
    ],
    gcp: [
      {
        type: "google_project_iam_member",
        name: "delivery_grants",
        count: 1,
        has: { "condition.expression": { matches: "modifiedGrantsByRole.*hasOnly" } },
      },
    ],
    azure: [
      {
        type: "azurerm_role_assignment",
        name: "delivery_apply-grant",
        count: 1,
        has: { condition: { matches: "GuidEquals.*GuidNotEquals" }, condition_version: "2.0" },
      },
    ],
    gaps: {
      gcp: "grants on single service accounts and keys cannot be limited: nothing else may live in the project",
    },
  },
];
