import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { staging } from "../../environments/staging";
import { handedOut } from "../../modules/delivery-identity/azure-permissions";
import { credentialDenied, identityTakes, mayGrant, roleAllows } from "../support/access-azure";
import { deliveredBy, githubVisitors, gitlabVisitors, mistakenly, planted, type Token } from "../support/delivery";
import { parsed } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

const json = deliveredBy("github", "azure");
const vault = "Microsoft.KeyVault/vaults";
const fic = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";
const principals = ["plan", "apply"].map((use) => `\${azurerm_user_assigned_identity.delivery_${use}.principal_id}`);
const issuer = "https://token.actions.githubusercontent.com";
const jobs = "repo:exchange@1000001/platform@2000001:environment:staging";
const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

const rights = {
  plan: {
    needed: [
      "Microsoft.Network/virtualNetworks/subnets/read",
      "Microsoft.ContainerService/managedClusters/read",
      "Microsoft.DBforPostgreSQL/flexibleServers/configurations/read",
      "Microsoft.Authorization/roleAssignments/read",
      "Microsoft.KeyVault/vaults/read",
    ],
    never: [
      "Microsoft.Network/virtualNetworks/write",
      "Microsoft.KeyVault/vaults/write",
      "Microsoft.KeyVault/vaults/secrets/read",
      "Microsoft.Storage/storageAccounts/listKeys/action",
      "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
      "Microsoft.OperationalInsights/workspaces/query/read",
      "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
      "Microsoft.ContainerService/managedClusters/runCommand/action",
      "Microsoft.Authorization/roleAssignments/write",
      `${fic}/write`,
    ],
  },
  apply: {
    needed: [
      "Microsoft.Network/virtualNetworks/write",
      "Microsoft.ContainerService/managedClusters/write",
      "Microsoft.DBforPostgreSQL/flexibleServers/write",
      "Microsoft.KeyVault/vaults/write",
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/locks/write",
      "Microsoft.Resources/subscriptions/resourceGroups/write",
      `${fic}/write`,
    ],
    never: [
      "Microsoft.Authorization/locks/delete",
      "Microsoft.Authorization/policyAssignments/write",
      "Microsoft.Authorization/policyAssignments/delete",
      "Microsoft.Authorization/policyDefinitions/write",
      "Microsoft.Authorization/policyExemptions/write",
      "Microsoft.Authorization/roleDefinitions/write",
      "Microsoft.Authorization/elevateAccess/action",
      "Microsoft.Storage/storageAccounts/listKeys/action",
      "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action",
      "Microsoft.ContainerService/managedClusters/runCommand/action",
    ],
  },
} as const;

const values = [`${vault}/secrets/getSecret/action`, `${vault}/keys/decrypt/action`, `${vault}/keys/unwrap/action`];
const uses = ["plan", "apply"] as const;
const attempts = [
  { fullName: "staging-azure-apply/more", issuer, subject: "repo:mallory@666/platform@667:environment:staging" },
  { fullName: "staging-azure-apply/environment", issuer, subject: jobs.replace("staging", "other") },
  { fullName: "staging-azure-apply/environment", issuer: "https://gitlab.com", subject: jobs },
  {
    fullName: "staging-azure-apply/pull-request",
    issuer,
    subject: jobs.replace("environment:staging", "pull_request"),
  },
  { fullName: "staging-azure-plan/more", issuer, subject: "repo:mallory@666/platform@667:pull_request" },
];

/** Everything that is not as it must be. */
const wrongs = (stack: StackJson): readonly string[] => [
  ...uses.flatMap((use) => [
    ...rights[use].needed.filter((one) => !roleAllows(stack, use, one)).map((one) => `${use} cannot ${one}`),
    ...rights[use].never.filter((one) => roleAllows(stack, use, one)).map((one) => `${use} can ${one}`),
  ]),
  ...values.filter((one) => roleAllows(stack, "plan", one, "data_actions")).map((one) => `plan can ${one}`),
  ...[`${vault}/secrets/setSecret/action`, `${vault}/keys/create/action`]
    .filter((one) => !roleAllows(stack, "apply", one, "data_actions"))
    .map((one) => `apply cannot ${one}`),
  ...attempts.filter((one) => !credentialDenied(stack, one)).map((one) => `${one.fullName} may trust ${one.subject}`),
  ...(credentialDenied(stack, { fullName: "staging-azure-apply/environment", issuer, subject: jobs })
    ? ["its own credential is denied"]
    : []),
  ...(mayGrant(stack, owner, "somebody") ? ["apply makes owners"] : []),
  ...Object.values(handedOut).flatMap((role) => [
    ...(mayGrant(stack, role, "somebody") ? [] : [`apply cannot give ${role}`]),
    ...principals.filter((one) => mayGrant(stack, role, one)).map((one) => `apply gives ${role} to ${one}`),
  ]),
];

const takes =
  (stack: StackJson, aud = "api://AzureADTokenExchange") =>
  (use: string, token: Token) =>
    identityTakes(stack, use, { ...token, aud });

describe("on Azure, pipelines", () => {
  test("can do what a plan and an apply need, and nothing dangerous", () => {
    expect(wrongs(json)).toEqual([]);
  });

  test("of GitHub are let in for what they are", () => {
    expect(mistakenly(githubVisitors, "azure", takes(json))).toEqual([]);
  });

  test("of GitLab are let in for what their subject says", () => {
    expect(mistakenly(gitlabVisitors, "azure", takes(deliveredBy("gitlab", "azure")))).toEqual([]);
  });

  test("with a token for somebody else are not let in", () => {
    const elsewhere = takes(json, "https://github.com/exchange");
    expect(githubVisitors.some(({ token }) => uses.some((use) => elsewhere(use, token)))).toBe(false);
  });

  test("can give every role that a site gives", () => {
    const grants = z.record(z.string(), z.object({ role_definition_name: z.string() }));
    const given = [...synthesizeEnvironment(parsed(staging))]
      .filter(([name]) => name.startsWith("staging-azure-") && !name.endsWith("-state"))
      .flatMap(([, { resource }]) => Object.values(grants.parse(resource?.["azurerm_role_assignment"] ?? {})));
    expect([...new Set(given.map((one) => one.role_definition_name))].sort()).toEqual(Object.keys(handedOut).sort());
  });
});

describe("on Azure, it is noticed when", () => {
  test.each<readonly [string, (text: string) => string]>([
    ["a plan reads values", (text) => text.replace(/^Microsoft\.KeyVault\/vaults\/keys\/read$/, `${vault}/*`)],
    [
      "a plan writes",
      (text) => text.replace("Microsoft.Network/virtualNetworks/*/read", "Microsoft.Network/virtualNetworks/*"),
    ],
    [
      "apply takes locks off",
      (text) => text.replace("Microsoft.Authorization/locks/write", "Microsoft.Authorization/locks/*"),
    ],
    [
      "apply loses what it needs",
      (text) => text.replace(/^Microsoft\.KeyVault\/vaults\/write$/, "Microsoft.KeyVault/vaults/read"),
    ],
    [
      "any subject may be trusted",
      (text) => text.replaceAll(/\{"field":"[^"]*\/subject","equals":"[^"]*"\},?/g, "").replaceAll(",]", "]"),
    ],
    [
      "the policy stands elsewhere",
      (text) =>
        text.replace("${azurerm_resource_group.delivery_resource-group.id}", "/subscriptions/x/resourceGroups/y"),
    ],
    [
      "any role can be given",
      (text) =>
        text
          .replace(/GuidEquals \{/, `GuidEquals {${owner}, `)
          .replace(/(delete.*)GuidEquals \{/, `$1GuidEquals {${owner}, `),
    ],
    [
      "pipelines can be given roles",
      (text) =>
        text.replaceAll(/ AND @\w+\[[^\]]*PrincipalId\] ForAnyOfAllValues:GuidNotEquals \{[^)]*\}(?=\)\))/g, ""),
    ],
  ])("%s", (_, replace) => {
    const broken = planted(json, replace);
    expect(JSON.stringify(broken)).not.toBe(JSON.stringify(json));
    expect(wrongs(broken)).not.toEqual([]);
  });

  test("another subject is trusted", () => {
    const broken = planted(json, (text) =>
      text.replace(/^repo:.*:pull_request$/, "repo:exchange/platform:pull_request"),
    );
    expect(mistakenly(githubVisitors, "azure", takes(broken))).not.toEqual([]);
  });
});
