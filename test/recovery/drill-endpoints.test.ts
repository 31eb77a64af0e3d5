import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { type Cloud, clouds } from "../../modules/core/cloud";
import { probeAccess } from "../../modules/recovery/drill/access";
import { vendorEndpoints } from "../../modules/recovery/drill/endpoints";
import type { VendorCall } from "../../modules/recovery/operators/transport";
import { Folders } from "../cli/command";
import { pairOf } from "../support/vendors/pair";

const folders = new Folders();
afterAll(() => folders.clear());

const { signal } = new AbortController();

const azureServer = {
  subscription: "11111111-2222-4333-8444-000000000002",
  resourceGroup: "staging-azure-virginia",
  server: "staging-azure-virginia",
};

/** By cloud: what is asked for a name, an answer in the vendor's documented form, the name in it, and the answer without one. */
const asked = {
  aws: {
    writer: {
      method: "rds:DescribeGlobalClusters",
      region: "us-east-1",
      input: { GlobalClusterIdentifier: "staging-aws" },
      answer: {
        GlobalClusters: [{ Endpoint: "staging-aws.global-abc.global.rds.amazonaws.com", Status: "available" }],
      },
      name: "staging-aws.global-abc.global.rds.amazonaws.com",
      none: { GlobalClusters: [{ Status: "available" }] },
    },
    server: {
      method: "rds:DescribeDBClusters",
      region: "us-east-1",
      input: { DBClusterIdentifier: "staging-aws-virginia" },
      answer: { DBClusters: [{ ReaderEndpoint: "staging-aws-virginia.cluster-ro-abc.us-east-1.rds.amazonaws.com" }] },
      name: "staging-aws-virginia.cluster-ro-abc.us-east-1.rds.amazonaws.com",
      none: { DBClusters: [] },
    },
  },
  gcp: {
    writer: {
      method: "sqladmin:instances.get",
      region: "us-central1",
      input: { project: "exchange-staging", instance: "staging-gcp-iowa" },
      answer: { replicationCluster: { psaWriteEndpoint: "primary.abc.def.global.sql-psa.goog." } },
      name: "primary.abc.def.global.sql-psa.goog",
      none: { replicationCluster: {} },
    },
    server: {
      method: "sqladmin:instances.get",
      region: "us-central1",
      input: { project: "exchange-staging", instance: "staging-gcp-iowa" },
      answer: {
        ipAddresses: [
          { type: "OUTGOING", ipAddress: "203.0.113.7" },
          { type: "PRIVATE", ipAddress: "10.32.0.3" },
        ],
      },
      name: "10.32.0.3",
      none: { ipAddresses: [{ type: "OUTGOING", ipAddress: "203.0.113.7" }] },
    },
  },
  azure: {
    writer: {
      method: "postgres:virtualEndpoints.list",
      region: "eastus2",
      input: azureServer,
      answer: {
        value: [
          {
            properties: {
              members: ["staging-azure-arizona"],
              virtualEndpoints: [
                "staging-azure.reader.postgres.database.azure.com",
                "staging-azure.writer.postgres.database.azure.com",
              ],
            },
          },
        ],
      },
      name: "staging-azure.writer.postgres.database.azure.com",
      none: { value: [] },
    },
    server: {
      method: "postgres:servers.get",
      region: "eastus2",
      input: azureServer,
      answer: { properties: { fullyQualifiedDomainName: "staging-azure-virginia.postgres.database.azure.com" } },
      name: "staging-azure-virginia.postgres.database.azure.com",
      none: { properties: { state: "Updating" } },
    },
  },
} as const satisfies Record<Cloud, unknown>;

function asking(cloud: Cloud, answer: unknown) {
  const calls: VendorCall[] = [];
  const send = (call: VendorCall) => {
    calls.push(call);
    return Promise.resolve(answer);
  };
  return { calls, endpoints: vendorEndpoints(cloud, { send }) };
}

describe.each(clouds)("%s is asked by name", (cloud) => {
  const [site] = pairOf(cloud);

  test.each(["writer", "server"] as const)("for the %s, and the name that it answers is taken", async (which) => {
    const { answer, name, method, region, input } = asked[cloud][which];
    const { calls, endpoints } = asking(cloud, answer);
    expect(await endpoints[which](site, signal)).toBe(name);
    expect(calls).toEqual([{ method, region, input }]);
  });

  test.each(["writer", "server"] as const)(
    "and a pair without a name for the %s is told what it lacks",
    async (which) => {
      const { none, method } = asked[cloud][which];
      const found = asking(cloud, none).endpoints[which](site, signal);
      await expect(found).rejects.toThrow(
        `staging/${cloud}: has no name under which a drill could write: ${site.database}`,
      );
      await expect(found).rejects.toThrow(method);
    },
  );

  test("and an answer of another form is no name", async () => {
    await expect(asking(cloud, "<html>").endpoints.writer(site, signal)).rejects.toThrow(
      /another shape than documented/,
    );
  });
});

describe("who the probe writes as", () => {
  const password = randomBytes(8).toString("hex");

  test("is said by libpq's own variables, and every one that is missing is named at once", () => {
    const refused = () => probeAccess({ PGUSER: "", PGDATABASE: "app" }, "staging/aws");
    expect(refused).toThrow(/staging\/aws: cannot be drilled: set PGUSER.*\n.*set PGPASSWORD.*nothing was done/);
    expect(() => probeAccess({ PGPASSWORD: password }, "staging/aws")).toThrow(/PGUSER/);
    expect(() => probeAccess({ PGPASSWORD: password }, "staging/aws")).not.toThrow(password);
    const access = { user: "probe", password };
    expect(probeAccess({ PGUSER: "probe", PGPASSWORD: password }, "")).toEqual({ ...access, database: "app" });
    const named = { PGUSER: "probe", PGPASSWORD: password, PGDATABASE: "orders" };
    expect(probeAccess(named, "")).toEqual({ ...access, database: "orders" });
  });

  test("is believed by the authorities of a file, which must be there", () => {
    const folder = folders.make({ "authority.pem": "the authority" });
    const named = { PGUSER: "probe", PGPASSWORD: password, PGSSLROOTCERT: join(folder, "authority.pem") };
    expect(probeAccess(named, "")).toMatchObject({ authority: "the authority" });
    const nowhere = { ...named, PGSSLROOTCERT: join(folder, "nowhere.pem") };
    expect(() => probeAccess(nowhere, "staging/aws")).toThrow(/PGSSLROOTCERT names no file that can be read/);
  });
});
