import { afterEach, describe, expect, test } from "@jest/globals";
import { group, groupId, subscription } from "../support/azure-things";
import { type Ask, type Refused, SimulatedProvider } from "../support/simulated-provider";

const configurations = {
  aws: { region: "us-east-1", allowed_account_ids: ["111122223333"] },
  google: { project: "acme-sandbox", region: "us-central1" },
  azurerm: { subscription_id: subscription },
} as const;

type Provider = keyof typeof configurations;

const open: SimulatedProvider[] = [];
afterEach(() => {
  for (const provider of open.splice(0)) provider.close();
});

function simulated(name: Provider): SimulatedProvider {
  const provider = new SimulatedProvider(name, configurations[name]);
  open.push(provider);
  return provider;
}

const json = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const boundaryArn = "arn:aws:iam::111122223333:policy/delivery/bound";
const boundary: Ask = ["aws_iam_policy", { name: "bound", path: "/delivery/", policy: json }];
const role: Ask = ["aws_iam_role", { name: "one", assume_role_policy: json, permissions_boundary: boundaryArn }];
const host: Ask = ["aws_iam_openid_connect_provider", { url: "https://gitlab.com", client_id_list: ["a"] }];

const pool: Ask = ["google_iam_workload_identity_pool", { workload_identity_pool_id: "pipelines" }];
const door = (body: object): Ask => [
  "google_iam_workload_identity_pool_provider",
  { workload_identity_pool_id: "pipelines", workload_identity_pool_provider_id: "plan", ...body },
];
const everybody =
  "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/none/attribute.use/plan";

const scope = `/subscriptions/${subscription}`;
const definition = (name: string): Ask => ["azurerm_role_definition", { name, scope, permissions: [] }];
const rule: Ask = [
  "azurerm_policy_definition",
  { name: "rule", display_name: "rule", mode: "All", policy_type: "Custom", policy_rule: "{}" },
];
const ruleId = `${scope}/providers/Microsoft.Authorization/policyDefinitions/rule`;
const ruleHere: Ask = [
  "azurerm_resource_group_policy_assignment",
  { name: "here", policy_definition_id: ruleId, resource_group_id: groupId },
];
const grant = (role_definition_id: string): Ask => [
  "azurerm_role_assignment",
  { scope, role_definition_id, principal_id: "someone" },
];

const refusals: readonly (Refused & { readonly by: Provider })[] = [
  {
    by: "aws",
    title: "a role whose bound is not there",
    before: [],
    asked: role,
    says: /NoSuchEntity: Scope ARN: .*bound does not exist/,
  },
  {
    by: "aws",
    title: "a second policy of one name",
    before: [boundary],
    asked: boundary,
    says: /EntityAlreadyExists: A policy called bound/,
  },
  {
    by: "aws",
    title: "a policy longer than its quota",
    before: [],
    asked: [
      "aws_iam_policy",
      { name: "long", policy: JSON.stringify({ Version: "2012-10-17", Id: "x".repeat(6144) }) },
    ],
    says: /LimitExceeded: Cannot exceed quota for PolicySize: 6144/,
  },
  {
    by: "aws",
    title: "a host that the account trusts already",
    before: [host],
    asked: host,
    says: /Provider with url https:\/\/gitlab\.com already exists/,
  },
  {
    by: "aws",
    title: "an attachment of a policy that nobody made",
    before: [boundary, role],
    asked: ["aws_iam_role_policy_attachment", { role: "one", policy_arn: "arn:aws:iam::111122223333:policy/none" }],
    says: /NoSuchEntity: Policy .*none does not exist/,
  },
  {
    by: "google",
    title: "a second pool of one name",
    before: [pool],
    asked: pool,
    says: /Error 409: Requested entity already exists/,
  },
  {
    by: "google",
    title: "a pool whose name is Google's own",
    before: [],
    asked: ["google_iam_workload_identity_pool", { workload_identity_pool_id: "gcp-pool" }],
    says: /Invalid workload identity pool id: gcp-pool/,
  },
  {
    by: "google",
    title: "a door of no pool",
    before: [],
    asked: door({ attribute_mapping: { "google.subject": "assertion.sub" } }),
    says: /Error 404: Requested entity was not found: workloadIdentityPools\/pipelines/,
  },
  {
    by: "google",
    title: "a door that maps no subject",
    before: [pool],
    asked: door({}),
    says: /must map a google\.subject/,
  },
  {
    by: "google",
    title: "a grant to those of no pool",
    before: [],
    asked: ["google_project_iam_member", { project: "acme-sandbox", role: "roles/viewer", member: everybody }],
    says: /Identity Pool does not exist \(projects\/1\/locations\/global\/workloadIdentityPools\/none\)/,
  },
  {
    by: "google",
    title: "a grant of a role that the project does not have",
    before: [],
    asked: [
      "google_project_iam_member",
      { project: "acme-sandbox", role: "projects/acme-sandbox/roles/none", member: "user:a@b.example" },
    ],
    says: /Role projects\/acme-sandbox\/roles\/none does not exist/,
  },
  {
    by: "google",
    title: "a denial to those of no pool",
    before: [],
    asked: [
      "google_iam_deny_policy",
      {
        name: "one",
        parent: "p",
        rules: [{ deny_rule: [{ denied_principals: [everybody], denied_permissions: ["iam.roles.update"] }] }],
      },
    ],
    says: /Identity Pool does not exist[\s\S]*iam\.roles\.update is not supported/,
  },
  {
    by: "azurerm",
    title: "a second role of one name",
    before: [definition("One")],
    asked: definition("one"),
    says: /RoleDefinitionWithSameNameExists/,
  },
  {
    by: "azurerm",
    title: "an assignment of no role",
    before: [],
    asked: grant(`${scope}/providers/x/none`),
    says: /RoleDefinitionDoesNotExist: .*'none'/,
  },
  {
    by: "azurerm",
    title: "an assignment of no policy",
    before: [group],
    asked: ruleHere,
    says: /PolicyDefinitionNotFound: .*'rule'/,
  },
  {
    by: "azurerm",
    title: "a policy's assignment to no group",
    before: [rule],
    asked: ruleHere,
    says: /ResourceNotFound|ResourceGroupNotFound/,
  },
  {
    by: "azurerm",
    title: "a second policy of one name",
    before: [rule],
    asked: rule,
    says: /already exists - to be managed via Terraform/,
  },
];

describe("a simulated cloud does not make", () => {
  test.each(refusals)("$title ($by)", async ({ by, before, asked, says }) => {
    const provider = simulated(by);
    for (const ask of before) await provider.make(ask);
    const there = provider.cloud.things(asked[0]).length;
    await expect(provider.make(asked)).rejects.toThrow(says);
    expect(provider.cloud.things(asked[0])).toHaveLength(there);
  });
});

describe("a simulated cloud keeps", () => {
  test("a policy that bounds a role, until the role is gone (aws)", async () => {
    const aws = simulated("aws");
    const policy = await aws.make(boundary);
    const bound = await aws.make(role);
    await expect(aws.remove("aws_iam_policy", policy)).rejects.toThrow(/DeleteConflict/);
    await aws.remove("aws_iam_role", bound);
    await aws.remove("aws_iam_policy", policy);
    expect(aws.cloud.things("aws_iam_policy")).toHaveLength(0);
  });

  test("the name of a pool for a month after it is deleted (google)", async () => {
    const google = simulated("google");
    await google.remove("google_iam_workload_identity_pool", await google.make(pool));
    await expect(google.make(pool)).rejects.toThrow(/already exists/);
  });

  test("a role that somebody has (azurerm)", async () => {
    const azure = simulated("azurerm");
    const made = await azure.make(definition("one"));
    const id = made["role_definition_resource_id"];
    await azure.make(grant(typeof id === "string" ? id : ""));
    await expect(azure.remove("azurerm_role_definition", made)).rejects.toThrow(/RoleDefinitionHasAssignments/);
  });
});
