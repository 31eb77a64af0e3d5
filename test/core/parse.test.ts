import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import { loadEnvironments } from "../../modules/core/load";
import { parseEnvironment } from "../../modules/core/parse";
import { InvalidInput } from "../../modules/core/problems";
import { broken } from "../support/broken-environment";
import { rolesOf } from "../support/environments";

const messages = (definition: unknown, roles: unknown = rolesOf(staging)) =>
  parseEnvironment(definition, roles).problems.map(({ path, message }) => `${path}: ${message}`);

describe("an environment that cannot be", () => {
  test("staging itself is fine", () => {
    expect(messages(staging)).toEqual([]);
  });

  test.each<readonly [string, string, unknown, RegExp]>([
    [
      "an unknown region",
      "groups.aws.sites.oregon.region",
      "us-west-9",
      /sites\.oregon\.region: "us-west-9" is no region that aws supports.*did you mean "us-west-2"\?/,
    ],
    [
      "another cloud's region",
      "groups.aws.sites.oregon.region",
      "westus3",
      /"westus3" is a region of azure, but this group is on aws/,
    ],
    [
      "a standby in the origin's region",
      "groups.gcp.sites.carolina.region",
      "us-central1",
      /carolina\.region: "us-central1" is the origin's own region/,
    ],
    [
      "equal ranges",
      "groups.gcp.sites.carolina.cidr",
      "10.10.0.0/16",
      /carolina\.cidr: 10\.10\.0\.0\/16 overlaps 10\.10\.0\.0\/16 of staging\.groups\.gcp\.sites\.iowa\.cidr/,
    ],
    [
      "overlapping ranges in two clouds",
      "groups.azure.sites.arizona.cidr",
      "10.8.128.0/17",
      /10\.8\.128\.0\/17 overlaps 10\.8\.0\.0\/16 of staging\.groups\.aws\.sites\.virginia/,
    ],
    ["a range that is none", "groups.aws.sites.oregon.cidr", "10.9.0.1/16", /"10\.9\.0\.1\/16" is no IPv4 range/],
    ["a public range", "groups.aws.sites.oregon.cidr", "52.9.0.0/16", /52\.9\.0\.0\/16 is not private/],
    ["a range too small", "groups.aws.sites.oregon.cidr", "10.9.0.0/24", /must be between \/16 and \/20/],
    [
      "a range with too few addresses for the most nodes",
      "groups.gcp.sites.carolina.cidr",
      "10.9.16.0/20",
      /carolina\.cidr: 10\.9\.16\.0\/20 has addresses for the pods of 7 nodes on gcp, and cluster\.nodes\.max is \d+; lower that to 7, or give the site a \/1[6-9]$/,
    ],
    [
      "a size without equivalent",
      "database.size",
      "xlarge",
      /database\.size: "xlarge" is not allowed; choose "small", "medium" or "large"/,
    ],
    [
      "a retention one cloud cannot keep",
      "database.retentionDays",
      3,
      /retentionDays: is 3, but azure keeps 7 to 35 days/,
    ],
    [
      "a retention no cloud can keep",
      "database.retentionDays",
      36,
      /is 36, but aws keeps 1 to 35 days.*\n.*gcp.*\n.*azure/,
    ],
    ["fewer nodes at most than at least", "cluster.nodes", { min: 9, max: 3 }, /nodes: has min 9 above max 3/],
    ["no room to scale in every zone", "cluster.nodes", { min: 3, max: 5 }, /nodes: has max 5 less than 3 above min 3/],
    ["an unknown cloud", "groups.aws.cloud", "oracle", /cloud: "oracle" is no cloud; choose "aws", "gcp" or "azure"/],
    ["no cloud", "groups.aws.cloud", undefined, /cloud: is missing; add "aws", "gcp" or "azure"/],
    [
      "an origin that is no site",
      "groups.aws.origin",
      "oregn",
      /origin: "oregn" is no site of this group.*did you mean "oregon"\?/,
    ],
    ["an account that is none", "groups.aws.account", "123", /account: "123" must be an account number/],
    [
      "a name too long for a service",
      "name",
      "a-very-long-name-for-an-environment-that-no-service-takes",
      /GKE cluster names have at most 40; shorten/,
    ],
    ["a name that is none", "name", "Staging_1", /name: "Staging_1" must be lowercase/],
    [
      "a reserved site name",
      "groups.aws.sites.traffic",
      { region: "eu-west-1", cidr: "10.99.0.0/16" },
      /"traffic" is taken by what the group itself owns/,
    ],
    [
      "a third site where a name has but two answers",
      "groups.aws.sites.ireland",
      { region: "eu-west-1", cidr: "10.99.0.0/16" },
      /aws\.sites: has 3 sites, but a group on aws has at most 2/,
    ],
    ["an unknown key", "databse", { size: "small" }, /staging\.databse: is no known key.*did you mean "database"\?/],
    [
      "an unknown key in a site",
      "groups.aws.sites.oregon.regoin",
      "us-west-2",
      /oregon\.regoin: is no known key.*did you mean "region"\?/,
    ],
    ["something missing", "cluster", undefined, /cluster: is missing; add an object/],
    [
      "an address range open to all",
      "administration",
      ["0.0.0.0/0"],
      /administration\.0: 0\.0\.0\.0\/0 would open control planes/,
    ],
    ["no groups", "groups", {}, /groups: is empty; add a group/],
    ["a domain that is none", "domain", "Exchange", /domain: "Exchange" must be a lowercase DNS domain/],
  ])("%s", (_, path, value, message) => {
    const found = messages(broken(path, value));
    expect(found.join("\n")).toMatch(message);
  });

  test("all problems are reported together", () => {
    const definition = {
      ...staging,
      ownr: "x",
      database: { size: "huge", retentionDays: 3 },
      groups: {
        ...staging.groups,
        aws: {
          ...staging.groups["aws"],
          origin: "mars",
          sites: { virginia: { region: "nowhere", cidr: "10.10.0.0/16" } },
        },
      },
    };
    const found = messages(definition, { ...rolesOf(staging), azure: undefined }).join("\n");
    for (const part of [
      /ownr/,
      /huge/,
      /is 3, but azure keeps/,
      /mars/,
      /nowhere/,
      /overlaps/,
      /roles\.json\.azure: is missing/,
    ])
      expect(found).toMatch(part);
  });

  test.each([undefined, null, 7, "staging", []])("%j is refused, not crashed on", (value) => {
    expect(messages(value).length).toBeGreaterThan(0);
    expect(parseEnvironment(staging, value).problems.length).toBeGreaterThan(0);
  });
});

describe("roles files", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "understudy-roles-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const load = () => {
    try {
      loadEnvironments([staging], folder);
      return [];
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return error.problems.map(({ path, message }) => `${path}: ${message}`);
    }
  };

  test("a missing one is named once, with what it must hold", () => {
    expect(load()).toEqual([expect.stringMatching(/^staging\.roles\.json: is missing; add it beside the environment/)]);
  });

  test("a malformed one is named with the reason", () => {
    writeFileSync(join(folder, "staging.roles.json"), "{");
    expect(load()).toEqual([expect.stringMatching(/^staging\.roles\.json: is no valid JSON \(.*\); restore it/)]);
  });

  test("a list is no roles file", () => {
    writeFileSync(join(folder, "staging.roles.json"), "[]");
    expect(load().join()).toMatch(/staging\.roles\.json: must be an object/);
  });

  test("a right one is taken", () => {
    writeFileSync(join(folder, "staging.roles.json"), JSON.stringify(rolesOf(staging)));
    expect(load()).toEqual([]);
  });

  test("two stacks that would have one name are refused", () => {
    const site = { region: "us-east-1", cidr: "10.8.0.0/16" } as const;
    const one = {
      ...staging,
      groups: { aws: { cloud: "aws", account: "222233334444", origin: "b-x", sites: { "b-x": site } } },
    } as const;
    const named = {
      ...one,
      name: "staging-aws",
      groups: { b: { ...one.groups.aws, origin: "x", sites: { x: site } } },
    } as const;
    for (const definition of [one, named])
      writeFileSync(join(folder, `${definition.name}.roles.json`), JSON.stringify(rolesOf(definition)));
    expect(() => loadEnvironments([one, named], folder)).toThrow(/staging-aws-b-x: is the name of two stacks/);
    writeFileSync(join(folder, "staging.roles.json"), JSON.stringify(rolesOf(staging)));
  });

  test("a name that two environments share is refused", () => {
    expect(() => loadEnvironments([staging, staging], folder)).toThrow(/is the name of two environments/);
  });
});
