import type { CapabilityPromise } from "../core/promise";

const byNumber = "@\\d+/[^:]+@\\d+:";

/** Who is let in. */
export const trustPromises: readonly CapabilityPromise[] = [
  {
    promise: "a pipeline comes with a token of its host alone, made for this cloud: nobody holds a key",
    aws: [
      {
        type: "aws_iam_openid_connect_provider",
        name: "delivery_host",
        count: 1,
        has: {
          url: "https://token.actions.githubusercontent.com",
          client_id_list: { contains: "sts.amazonaws.com" },
        },
      },
      {
        type: "aws_iam_role",
        name: "delivery_*",
        count: 2,
        has: { assume_role_policy: { matches: '"sts:AssumeRoleWithWebIdentity".*:aud":"sts\\.amazonaws\\.com"' } },
      },
    ],
    gcp: [
      {
        type: "google_iam_workload_identity_pool_provider",
        name: "delivery_*",
        count: 2,
        has: {
          "oidc.issuer_uri": "https://token.actions.githubusercontent.com",
          "oidc.allowed_audiences": { present: true },
        },
      },
    ],
    azure: [
      {
        type: "azurerm_federated_identity_credential",
        name: "delivery_*",
        has: {
          issuer: "https://token.actions.githubusercontent.com",
          audience: { contains: "api://AzureADTokenExchange" },
        },
      },
    ],
  },
  {
    promise: "pull requests and branches of the repository may plan, and tags it is applied from; nobody else's",
    aws: [
      {
        type: "aws_iam_role",
        name: "delivery_plan",
        count: 1,
        has: {
          assume_role_policy: {
            matches: `:pull_request".*:ref:refs/heads/\\*"(?:,"[^"]*:ref:refs/tags/[^"*]+\\*")?\\]`,
          },
        },
      },
    ],
    gcp: [
      {
        type: "google_iam_workload_identity_pool_provider",
        name: "delivery_plan-door",
        count: 1,
        has: {
          attribute_condition: {
            matches: ":pull_request'.*:ref:refs/heads/'\\)(?: \\|\\| [^|]*:ref:refs/tags/[^']+'\\))?\\) &&",
          },
        },
      },
    ],
    azure: [
      {
        type: "azurerm_federated_identity_credential",
        name: "delivery_plan-pull-request",
        count: 1,
        has: { subject: { matches: ":pull_request$" } },
      },
      {
        type: "azurerm_federated_identity_credential",
        name: "delivery_plan-branch",
        count: 1,
        has: { subject: { matches: ":ref:refs/heads/[^*]+$" } },
      },
    ],
    gaps: {
      azure:
        "Azure compares subjects whole: beside pull requests it knows the delivery branch, and of GitLab, where a merge request comes as its branch, that branch alone. A tag of GitHub plans as a job of the environment `plan/<environment>`, whose own rules say from which tag",
    },
  },
  {
    promise: "only a job of the environment, from the protected branch or tag, may apply",
    aws: [
      {
        type: "aws_iam_role",
        name: "delivery_apply",
        count: 1,
        has: { assume_role_policy: { matches: ':environment:.*:ref":"refs/(?:heads/[^*]+|tags/.+\\*)"' } },
      },
    ],
    gcp: [
      {
        type: "google_iam_workload_identity_pool_provider",
        name: "delivery_apply-door",
        count: 1,
        has: { attribute_condition: { matches: ":environment:.*assertion\\.ref(?: == |\\.startsWith\\()'refs/" } },
      },
    ],
    azure: [
      {
        type: "azurerm_federated_identity_credential",
        name: "delivery_apply-*",
        count: 1,
        has: { subject: { matches: ":environment:[^:*]+$" } },
      },
    ],
    gaps: {
      aws: "of GitLab, AWS reads the subject, which tells the ref; the environment is GitLab's to check",
      azure:
        "Azure reads the subject alone: the environment of GitHub, whose own rules say from which ref; of GitLab the ref",
    },
  },
  {
    promise: "a repository is known by its number: a name that is given up lets nobody in",
    aws: [
      {
        type: "aws_iam_role",
        name: "delivery_*",
        count: 2,
        has: { assume_role_policy: { matches: `${byNumber}.*:repository_id":"\\d+"` } },
      },
    ],
    gcp: [
      {
        type: "google_iam_workload_identity_pool_provider",
        name: "delivery_*",
        count: 2,
        has: { attribute_condition: { matches: `${byNumber}.*assertion\\.repository_id == '\\d+'` } },
      },
    ],
    azure: [
      {
        type: "azurerm_federated_identity_credential",
        name: "delivery_*",
        has: { subject: { matches: byNumber } },
      },
    ],
    gaps: {
      aws: "a subject of GitLab is a name, and AWS reads nothing else of it",
      azure: "a subject of GitLab is a name, and Azure reads nothing else of it",
    },
  },
];
