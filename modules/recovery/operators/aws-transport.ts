import { types } from "node:util";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeNodegroupCommand, EKSClient, UpdateNodegroupConfigCommand } from "@aws-sdk/client-eks";
import {
  DescribeDBClustersCommand,
  DescribeGlobalClustersCommand,
  FailoverGlobalClusterCommand,
  RDSClient,
  RemoveFromGlobalClusterCommand,
  SwitchoverGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import {
  ListRoutingControlsCommand,
  Route53RecoveryClusterClient,
  UpdateRoutingControlStatesCommand,
} from "@aws-sdk/client-route53-recovery-cluster";
import { z } from "zod";
import { PassingError } from "../contract";
import type { Transport, VendorCall } from "./transport";
import { answered, isUnanswered, withoutCredentials } from "./unanswered";

/** What is the same for every client: credentials, where requests go. */
export interface AwsClientOptions {
  /** A number of tries by the SDK itself: recovery repeats on its own, and counts. */
  readonly maxAttempts: 1;
  readonly credentials?: RDSClient["config"]["credentials"];
  /** Where regional services answer. @default - their own endpoints */
  readonly endpoint?: string;
}

/** How long one request may take, milliseconds: to a region, and to one of the five endpoints of which another can be asked. */
export interface AwsPatience {
  readonly region: number;
  readonly gates: number;
}

/** One endpoint of the cluster of routing controls: any of the five can be asked, and two may be dead. */
export interface ControlEndpoint {
  readonly endpoint: string;
  readonly region: string;
}

interface Abort {
  readonly abortSignal: AbortSignal;
}

type Send = (call: VendorCall, region: string, abort: Abort) => Promise<unknown>;

const globalCluster = z.object({ GlobalClusterIdentifier: z.string() });
const target = globalCluster.extend({ TargetDbClusterIdentifier: z.string() });
const nodegroup = z.object({ clusterName: z.string(), nodegroupName: z.string() });
const sizes = z.object({ minSize: z.number(), desiredSize: z.number(), maxSize: z.number() });
const gate = z.object({ RoutingControlArn: z.string(), RoutingControlState: z.enum(["On", "Off"]) });
const query = z.object({
  Id: z.string(),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
    }),
    Period: z.number(),
    Stat: z.string(),
  }),
});
const metrics = z.object({
  StartTime: z.date(),
  EndTime: z.date(),
  ScanBy: z.literal("TimestampDescending"),
  MetricDataQueries: z.array(query),
});

/** Makes each client once: credentials are fetched and connections opened for it, not for every call. */
function once<Client>(make: (place: string) => Client): (place: string) => Client {
  const made = new Map<string, Client>();
  return (place) => {
    const client = made.get(place) ?? make(place);
    made.set(place, client);
    return client;
  };
}

/** By service: what its calls are sent with. */
function regional(options: AwsClientOptions): Readonly<Record<string, Send>> {
  const rds = once((region) => new RDSClient({ ...options, region }));
  const eks = once((region) => new EKSClient({ ...options, region }));
  const monitoring = once((region) => new CloudWatchClient({ ...options, region }));
  return {
    "rds:DescribeGlobalClusters": ({ input }, region, abort) =>
      rds(region).send(new DescribeGlobalClustersCommand(globalCluster.parse(input)), abort),
    "rds:DescribeDBClusters": ({ input }, region, abort) =>
      rds(region).send(
        new DescribeDBClustersCommand(z.object({ DBClusterIdentifier: z.string() }).parse(input)),
        abort,
      ),
    "rds:SwitchoverGlobalCluster": ({ input }, region, abort) =>
      rds(region).send(new SwitchoverGlobalClusterCommand(target.parse(input)), abort),
    "rds:FailoverGlobalCluster": ({ input }, region, abort) =>
      rds(region).send(
        new FailoverGlobalClusterCommand(target.extend({ AllowDataLoss: z.literal(true) }).parse(input)),
        abort,
      ),
    "rds:RemoveFromGlobalCluster": ({ input }, region, abort) =>
      rds(region).send(
        new RemoveFromGlobalClusterCommand(globalCluster.extend({ DbClusterIdentifier: z.string() }).parse(input)),
        abort,
      ),
    "eks:DescribeNodegroup": ({ input }, region, abort) =>
      eks(region).send(new DescribeNodegroupCommand(nodegroup.parse(input)), abort),
    "eks:UpdateNodegroupConfig": ({ input }, region, abort) =>
      eks(region).send(
        new UpdateNodegroupConfigCommand(nodegroup.extend({ scalingConfig: sizes }).parse(input)),
        abort,
      ),
    "monitoring:GetMetricData": ({ input }, region, abort) =>
      monitoring(region).send(new GetMetricDataCommand(metrics.parse(input)), abort),
  };
}

type SendToGates = (call: VendorCall, at: ControlEndpoint, abort: Abort) => Promise<unknown>;

/** The data plane of routing controls. */
function control(options: AwsClientOptions): Readonly<Record<string, SendToGates>> {
  const client = (at: ControlEndpoint) => new Route53RecoveryClusterClient({ ...options, ...at });
  return {
    "route53-recovery-cluster:ListRoutingControls": (_, at, abort) =>
      client(at).send(new ListRoutingControlsCommand({}), abort),
    "route53-recovery-cluster:UpdateRoutingControlStates": ({ input }, at, abort) =>
      client(at).send(
        new UpdateRoutingControlStatesCommand(
          z.object({ UpdateRoutingControlStateEntries: z.array(gate) }).parse(input),
        ),
        abort,
      ),
  };
}

/** Names of errors that another try may not meet (SDKs' retry behaviour; each service's common errors). */
const passing: ReadonlySet<string> = new Set([
  "InternalFailure",
  "InternalServerException",
  "RequestLimitExceeded",
  "RequestTimeout",
  "ResourceInUseException",
  "ServerException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "EndpointTemporarilyUnavailableException",
  "Throttling",
  "ThrottlingException",
  "TimeoutError",
  "TooManyRequestsException",
]);

/** A conflict of two requests passes; what a safety rule forbids does not (recovery cluster API, UpdateRoutingControlStates). */
const isConflict = ({ name, message }: Error) => name === "ConflictException" && !/safety rule/i.test(message);

/** The SDK wraps an error that another realm made, of whose class it cannot be sure, and keeps its name in words alone. */
const nameOf = ({ name, message }: Error) => /^AWS SDK error wrapper for (\w+):/.exec(message)?.[1] ?? name;

const metadata = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });

/** The vendor's error, told apart by whether trying again may help. */
function told(error: unknown, method: string): Error {
  if (error instanceof PassingError) return error;
  if (!types.isNativeError(error)) return new Error(`${method}: ${String(error)}`);
  if (["CredentialsProviderError", "TokenProviderError"].includes(error.name)) return withoutCredentials(method, error);
  const status = metadata.safeParse(error).data?.$metadata.httpStatusCode ?? 0;
  const mayPass = passing.has(nameOf(error)) || isConflict(error) || status === 429 || status >= 500;
  const message = `${method}: ${error.name}: ${error.message}`;
  return mayPass || isUnanswered(error)
    ? new PassingError(message, { cause: error })
    : new Error(message, { cause: error });
}

/**
 * Calls of AWS, by the SDK.
 * @param endpoints - of the cluster of routing controls (output `traffic_gates_switch`), asked one after the other until
 *   one answers, which is the first to be asked from then on
 */
export function awsTransport(
  options: AwsClientOptions,
  endpoints: readonly ControlEndpoint[],
  patience: AwsPatience = { region: 20_000, gates: 4_000 },
): Transport {
  const methods = regional(options);
  const gates = control(options);
  let order = endpoints;
  return {
    send: async (call, signal) => {
      const { method, region } = call;
      const errors: Error[] = [];
      const ask = async (whom: string, limit: number, send: (abort: Abort) => Promise<unknown>) => {
        try {
          const answer = await answered(whom, limit, signal, (abortSignal) => send({ abortSignal }));
          return { answer };
        } catch (error) {
          if (signal.aborted) throw error;
          errors.push(told(error, method));
          return undefined;
        }
      };
      const send = methods[method];
      if (send !== undefined && region !== null) {
        const came = await ask(`${method} in ${region}`, patience.region, (abort) => send(call, region, abort));
        if (came !== undefined) return came.answer;
      }
      const sendToGates = gates[method];
      for (const at of sendToGates === undefined ? [] : order) {
        const came = await ask(
          `${method} at ${at.endpoint}`,
          patience.gates,
          (abort) => sendToGates?.(call, at, abort) ?? Promise.resolve(),
        );
        if (came !== undefined) {
          order = [at, ...order.filter((other) => other !== at)];
          return came.answer;
        }
        if (!(errors.at(-1) instanceof PassingError)) break;
      }
      throw errors.at(-1) ?? new Error(`${method} cannot be sent: ${unsendable(call, endpoints)}`);
    },
  };
}

function unsendable({ method, region }: VendorCall, endpoints: readonly ControlEndpoint[]): string {
  if (endpoints.length === 0 && region === null)
    return "no endpoints of the routing controls are given; take them from the traffic stack's output traffic_gates_switch";
  return `it is not one of the methods that recovery knows (${method})`;
}
