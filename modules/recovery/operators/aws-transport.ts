import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeNodegroupCommand, EKSClient, UpdateNodegroupConfigCommand } from "@aws-sdk/client-eks";
import {
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

/** What is the same for every client: credentials, where requests go. */
export interface AwsClientOptions {
  /** A number of tries by the SDK itself: recovery repeats on its own, and counts. */
  readonly maxAttempts: 1;
  readonly credentials?: RDSClient["config"]["credentials"];
  readonly requestHandler?: RDSClient["config"]["requestHandler"];
}

/** One endpoint of the cluster of routing controls: any of the five can be asked, and two may be dead. */
export interface ControlEndpoint {
  readonly endpoint: string;
  readonly region: string;
}

type Send = (call: VendorCall, region: string, abort: { readonly abortSignal: AbortSignal }) => Promise<unknown>;

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

/** By service: what its calls are sent with. */
function regional(options: AwsClientOptions): Readonly<Record<string, Send>> {
  const rds = (region: string) => new RDSClient({ ...options, region });
  const eks = (region: string) => new EKSClient({ ...options, region });
  return {
    "rds:DescribeGlobalClusters": ({ input }, region, abort) =>
      rds(region).send(new DescribeGlobalClustersCommand(globalCluster.parse(input)), abort),
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
      new CloudWatchClient({ ...options, region }).send(new GetMetricDataCommand(metrics.parse(input)), abort),
  };
}

/** The data plane of routing controls. */
function control(
  options: AwsClientOptions,
): Readonly<
  Record<
    string,
    (call: VendorCall, at: ControlEndpoint, abort: { readonly abortSignal: AbortSignal }) => Promise<unknown>
  >
> {
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

/** The vendor's error, told apart by whether trying again may help. */
function told(error: unknown, method: string): Error {
  if (!(error instanceof Error)) return new Error(`${method}: ${String(error)}`);
  const code: unknown = Reflect.get(error, "code");
  const isNetwork = typeof code === "string" && /^E[A-Z]+$/.test(code);
  const message = `${method}: ${error.name}: ${error.message}`;
  return passing.has(error.name) || isNetwork
    ? new PassingError(message, { cause: error })
    : new Error(message, { cause: error });
}

/**
 * Calls of AWS, by the SDK.
 * @param endpoints - of the cluster of routing controls (output `traffic_gates_switch`), asked one after the other until
 *   one answers
 */
export function awsTransport(options: AwsClientOptions, endpoints: readonly ControlEndpoint[]): Transport {
  const methods = regional(options);
  const gates = control(options);
  return {
    send: async (call, signal) => {
      const { method, region } = call;
      const abort = { abortSignal: signal };
      const errors: Error[] = [];
      const ask = async (send: () => Promise<unknown>) => {
        try {
          return { answer: await send() };
        } catch (error) {
          if (signal.aborted) throw error;
          errors.push(told(error, method));
          return undefined;
        }
      };
      const send = methods[method];
      if (send !== undefined && region !== null) {
        const answered = await ask(() => send(call, region, abort));
        if (answered !== undefined) return answered.answer;
      }
      const sendToGates = gates[method];
      for (const at of sendToGates === undefined ? [] : endpoints) {
        const answered = await ask(() => sendToGates?.(call, at, abort) ?? Promise.resolve());
        if (answered !== undefined) return answered.answer;
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
