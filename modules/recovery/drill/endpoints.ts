import { z } from "zod";
import type { Cloud } from "../../core/cloud";
import { groupId, siteId } from "../../core/naming";
import { InvalidInput } from "../../core/problems";
import type { Target } from "../contract";
import { read, text, type Transport, type VendorCall } from "../operators/transport";

/** Under which names a pair's database servers are reached from inside of the network. */
export interface Endpoints {
  /** The vendor's own name that leads to whichever server takes writes. @throws InvalidInput when the pair has none */
  readonly writer: (site: Target, signal: AbortSignal) => Promise<string>;
  /** The server of one site, whatever its role. @throws InvalidInput when it has no name */
  readonly server: (site: Target, signal: AbortSignal) => Promise<string>;
}

/** How a vendor is asked for a name, and where in its answer that stands. */
interface Question {
  readonly what: string;
  readonly call: (site: Target) => VendorCall;
  readonly name: (answer: unknown, method: string) => string | undefined;
}

type Questions = Readonly<Record<keyof Endpoints, Question>>;

const globalClusters = z.object({ GlobalClusters: z.array(z.object({ Endpoint: text })) });
const clusters = z.object({ DBClusters: z.array(z.object({ ReaderEndpoint: text })) });

/**
 * Aurora: the writer endpoint of a global database (RDS API reference, GlobalCluster). A secondary cluster's own writer endpoint
 * is inactive; its reader endpoint answers.
 */
const aws: Questions = {
  writer: {
    what: "a writer endpoint of the global database",
    call: (site) => ({
      method: "rds:DescribeGlobalClusters",
      region: site.region,
      input: { GlobalClusterIdentifier: groupId(site) },
    }),
    name: (answer, method) => read(globalClusters, answer, method).GlobalClusters[0]?.Endpoint,
  },
  server: {
    what: "a reader endpoint",
    call: ({ region, database }) => ({
      method: "rds:DescribeDBClusters",
      region,
      input: { DBClusterIdentifier: database },
    }),
    name: (answer, method) => read(clusters, answer, method).DBClusters[0]?.ReaderEndpoint,
  },
};

const instance = z.object({
  writeEndpoint: text,
  replicationCluster: z.object({ psaWriteEndpoint: text }).optional(),
  ipAddresses: z.array(z.object({ type: text, ipAddress: text })).default([]),
});

const instanceCall = ({ account, region, database }: Target): VendorCall => ({
  method: "sqladmin:instances.get",
  region,
  input: { project: account, instance: database },
});

/** Cloud SQL: the write endpoint of a primary and its DR replica, by private services access (discovery document, sqladmin v1). */
const gcp: Questions = {
  writer: {
    what: "a write endpoint, which Cloud SQL gives to a primary that knows its DR replica",
    call: instanceCall,
    name: (answer, method) => {
      const { replicationCluster, writeEndpoint } = read(instance, answer, method);
      return (replicationCluster?.psaWriteEndpoint ?? writeEndpoint)?.replace(/[.]$/, "");
    },
  },
  server: {
    what: "a private address",
    call: instanceCall,
    name: (answer, method) =>
      read(instance, answer, method).ipAddresses.find(({ type }) => type === "PRIVATE")?.ipAddress,
  },
};

const virtualEndpoints = z.object({
  value: z.array(z.object({ properties: z.object({ virtualEndpoints: z.array(z.string()).default([]) }) })),
});
const server = z.object({ properties: z.object({ fullyQualifiedDomainName: text }) });

const serverCall =
  (method: string) =>
  ({ account, environment, group, site, region, database }: Target): VendorCall => ({
    method,
    region,
    input: { subscription: account, resourceGroup: siteId({ environment, group, name: site }), server: database },
  });

/** Flexible Server: the writer's half of a virtual endpoint (REST API reference, Virtual Endpoints - List By Server). */
const azure: Questions = {
  writer: {
    what: "a virtual endpoint for writing; the traffic stack makes it",
    call: serverCall("postgres:virtualEndpoints.list"),
    name: (answer, method) =>
      read(virtualEndpoints, answer, method)
        .value.flatMap(({ properties }) => properties.virtualEndpoints)
        .find((name) => name.includes(".writer.")),
  },
  server: {
    what: "a host name",
    call: serverCall("postgres:servers.get"),
    name: (answer, method) => read(server, answer, method).properties.fullyQualifiedDomainName,
  },
};

const questions = { aws, gcp, azure } as const satisfies Record<Cloud, Questions>;

/** The names that a vendor itself gives to a pair's servers. */
export function vendorEndpoints(cloud: Cloud, transport: Transport): Endpoints {
  const ask = async ({ what, call, name }: Question, site: Target, signal: AbortSignal): Promise<string> => {
    const asked = call(site);
    const found = name(await transport.send(asked, signal), asked.method) ?? "";
    if (found !== "") return found;
    const message = `has no name under which a drill could write: ${site.database} has not ${what} (${asked.method})`;
    throw new InvalidInput([{ path: `${site.environment}/${site.group}`, message }]);
  };
  return {
    writer: (site, signal) => ask(questions[cloud].writer, site, signal),
    server: (site, signal) => ask(questions[cloud].server, site, signal),
  };
}
