import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { staging } from "../../environments/staging";
import { handedOut } from "../../modules/delivery-identity/gcp-permissions";
import { doorTakes, principalMay, stateRolesOf } from "../support/access-gcp";
import { deliveredBy, githubVisitors, gitlabVisitors, mistakenly, planted, type Token } from "../support/delivery";
import { parsed } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

const json = deliveredBy("github", "gcp");

const needed = {
  plan: [
    "cloudkms.cryptoKeys.getIamPolicy",
    "cloudsql.instances.get",
    "compute.subnetworks.get",
    "container.clusters.get",
    "dns.managedZones.get",
    "iam.serviceAccounts.getIamPolicy",
    "resourcemanager.projects.getIamPolicy",
    "secretmanager.secrets.get",
    "secretmanager.versions.get",
  ],
  apply: [
    "cloudkms.cryptoKeys.create",
    "cloudkms.cryptoKeys.setIamPolicy",
    "cloudsql.instances.update",
    "compute.networks.create",
    "container.clusters.update",
    "iam.serviceAccounts.actAs",
    "iam.serviceAccounts.create",
    "secretmanager.versions.add",
  ],
} as const;

/** Even as owners of the project. */
const never = {
  plan: [
    "secretmanager.versions.access",
    "cloudkms.cryptoKeyVersions.useToDecrypt",
    "iam.serviceAccounts.getAccessToken",
    "iam.serviceAccounts.signJwt",
    "iam.serviceAccountKeys.create",
  ],
  apply: [
    "iam.serviceAccountKeys.create",
    "iam.serviceAccounts.getAccessToken",
    "iam.roles.update",
    "iam.workloadIdentityPoolProviders.create",
    "iam.workloadIdentityPoolProviders.update",
    "iam.workloadIdentityPools.update",
    "storage.buckets.delete",
    "storage.buckets.setIamPolicy",
    "storage.buckets.update",
  ],
} as const;

/** Unless somebody gives it to them. */
const ungiven = {
  plan: [
    "cloudsql.instances.update",
    "compute.networks.create",
    "iam.serviceAccounts.actAs",
    "resourcemanager.projects.setIamPolicy",
    "secretmanager.versions.add",
    "storage.objects.get",
  ],
  apply: ["iam.denypolicies.update", "secretmanager.versions.access", "secretmanager.secrets.setIamPolicy"],
} as const;

const uses = ["plan", "apply"] as const;

const wrongs = (stack: StackJson): readonly string[] => [
  ...uses.flatMap((use) => [
    ...needed[use].filter((one) => !principalMay(stack, use, one)).map((one) => `${use} cannot ${one}`),
    ...never[use].filter((one) => principalMay(stack, use, one, { isOwner: true })).map((one) => `${use} can ${one}`),
    ...ungiven[use].filter((one) => principalMay(stack, use, one)).map((one) => `${use} can ${one}`),
  ]),
  ...["roles/owner", "roles/iam.workloadIdentityPoolAdmin", "roles/resourcemanager.projectIamAdmin"]
    .filter((given) => principalMay(stack, "apply", "resourcemanager.projects.setIamPolicy", { given }))
    .map((given) => `apply can give ${given}`),
  ...handedOut
    .filter((given) => !principalMay(stack, "apply", "resourcemanager.projects.setIamPolicy", { given }))
    .map((given) => `apply cannot give ${given}`),
  ...(stateRolesOf(stack, "plan").join() === "roles/storage.objectViewer" ? [] : ["plan can write states"]),
  ...(stateRolesOf(stack, "apply").join() === "roles/storage.objectUser" ? [] : ["apply cannot write states"]),
];

const takes = (stack: StackJson) => (use: string, token: Token) => doorTakes(stack, `delivery_${use}-door`, token);

describe("on GCP, pipelines", () => {
  test("can do what a plan and an apply need, and nothing dangerous even as owners", () => {
    expect(wrongs(json)).toEqual([]);
  });

  test("of GitHub are let in for what they are", () => {
    expect(mistakenly(githubVisitors, "gcp", takes(json))).toEqual([]);
  });

  test("of GitLab are let in for what they are", () => {
    expect(mistakenly(gitlabVisitors, "gcp", takes(deliveredBy("gitlab", "gcp")))).toEqual([]);
  });

  test("can give every role that a site gives", () => {
    const members = z.record(z.string(), z.object({ role: z.string() }));
    const given = [...synthesizeEnvironment(parsed(staging))]
      .filter(([name]) => name.startsWith("staging-gcp-") && !name.endsWith("-state"))
      .flatMap(([, { resource }]) => Object.values(members.parse(resource?.["google_project_iam_member"] ?? {})));
    expect([...new Set(given.map(({ role }) => role))].sort()).toEqual([...handedOut]);
  });
});

describe("on GCP, it is noticed when", () => {
  test.each<readonly [string, (text: string) => string]>([
    [
      "a denial is missing",
      (text) => text.replace("secretmanager.googleapis.com/versions.access", "x.googleapis.com/y.z"),
    ],
    ["apply may change its doors", (text) => text.replace("workloadIdentityPoolProviders.update", "w.update")],
    ["a denial is for others", (text) => text.replace(/^(principalSet:.*)\/plan$/, "$1/nobody")],
    [
      "every role can be given",
      (text) =>
        text.replace(
          /^api\.getAttribute.*$/,
          "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/owner'])",
        ),
    ],
    ["plans write states", (text) => text.replace("roles/storage.objectViewer", "roles/storage.admin")],
    ["apply loses what it needs", (text) => text.replace("cloudsql.instances.update", "cloudsql.instances.list")],
    ["plans read values", (text) => text.replace("secretmanager.secrets.list", "secretmanager.versions.add")],
  ])("%s", (_, replace) => {
    expect(wrongs(planted(json, replace))).not.toEqual([]);
  });

  test.each<readonly [string, (text: string) => string]>([
    [
      "any subject may plan",
      (text) =>
        text
          .replace(/assertion\.sub == '[^']*:pull_request'/, "assertion.sub.startsWith('repo:')")
          .replace(/ && assertion\.repository_id == '\d+'/, ""),
    ],
    ["the ref is not asked for", (text) => text.replace(/ && assertion\.ref == '[^']*'/, "")],
    [
      "another host is trusted",
      (text) => text.replace("https://token.actions.githubusercontent.com", "https://gitlab.com"),
    ],
  ])("%s", (_, replace) => {
    expect(mistakenly(githubVisitors, "gcp", takes(planted(json, replace)))).not.toEqual([]);
  });
});
