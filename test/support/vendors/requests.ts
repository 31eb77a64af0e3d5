import type { Cloud } from "../../../modules/core/cloud";
import type { VendorAction } from "../../../modules/recovery/contract";
import { poolKeeps as agentPoolKeeps } from "./azure";
import { poolKeeps } from "./gcp";
import { pairOf } from "./pair";

/** A request as it must be: its line, and its body if it has one. */
export type Request = readonly [line: string, body?: unknown];

/** What an order sends, and the look whether it is done. */
interface Asked {
  readonly perform: readonly Request[];
  readonly isDone: readonly Request[];
}

// docs.aws.amazon.com/AmazonRDS/latest/APIReference, …/eks/latest/APIReference, …/routing-control/latest/APIReference
const [virginia, oregon] = pairOf("aws");
const arn = (site: typeof virginia) => `arn:aws:rds:${site.region}:111122223333:cluster:${site.database}`;
const rds = (region: string, Action: string, more: Readonly<Record<string, string>> = {}): Request => [
  `POST rds ${region} /`,
  { Action, Version: "2014-10-31", GlobalClusterIdentifier: "staging-aws", ...more },
];
const nodes = "eks us-west-2 /clusters/staging-aws-oregon/node-groups/base";
const controls = "POST route53-recovery-cluster us-east-1 / ToggleCustomerAPI";
const panel =
  "arn:aws:route53-recovery-control::111122223333:controlpanel/0123456789abcdef0123456789abcdef/routingcontrol";
const listGates: Request = [`${controls}.ListRoutingControls`, {}];
const setGates = (...states: readonly (readonly [string, "On" | "Off"])[]): Request => [
  `${controls}.UpdateRoutingControlStates`,
  {
    UpdateRoutingControlStateEntries: states.map(([site, state]) => ({
      RoutingControlArn: `${panel}/${site}`,
      RoutingControlState: state,
    })),
  },
];
const resized: Asked = {
  perform: [[`POST ${nodes}/update-config`, { scalingConfig: { minSize: 4, desiredSize: 4, maxSize: 4 } }]],
  isDone: [[`GET ${nodes}`]],
};
const nothing: Asked = { perform: [], isDone: [] };

// docs.cloud.google.com: sql/docs/postgres/admin-api/rest/v1/instances, kubernetes-engine/docs/reference/rest/v1, dns/docs/reference/rest/v1
const sql = "https://sqladmin.googleapis.com/v1/projects/exchange-staging/instances";
const pool =
  "https://container.googleapis.com/v1/projects/exchange-staging/locations/us-east1/clusters/staging-gcp-carolina/nodePools/nodes";
const rrsets = "https://dns.googleapis.com/dns/v1/projects/exchange-staging/managedZones/staging-gcp/rrsets";
const getRecord: Request = [`GET ${rrsets}?name=active.gcp.staging.example.com.&type=A`];
const trickle = (trickleTraffic: number): Asked => ({
  perform: [
    getRecord,
    [
      `PATCH ${rrsets}/active.gcp.staging.example.com./A`,
      {
        kind: "dns#resourceRecordSet",
        name: "active.gcp.staging.example.com.",
        type: "A",
        ttl: 30,
        routingPolicy: {
          kind: "dns#rRSetRoutingPolicy",
          primaryBackup: {
            primaryTargets: { externalEndpoints: ["198.51.100.1"] },
            backupGeoTargets: { items: [] },
            trickleTraffic,
          },
          healthCheck: "probes",
        },
      },
    ],
  ],
  isDone: [getRecord],
});
// A pool's settings are replaced as a whole: what is not sent is not kept (NodePoolAutoscaling, nodePools.setAutoscaling).
const autoscaled: Asked = {
  perform: [[`GET ${pool}`], [`POST ${pool}:setAutoscaling`, { autoscaling: { ...poolKeeps, totalMinNodeCount: 4 } }]],
  isDone: [[`GET ${pool}`]],
};

// learn.microsoft.com/rest/api: postgresql/servers/update, aks/agent-pools/create-or-update, trafficmanager/endpoints/update
const subscription = "https://management.azure.com/subscriptions/11111111-2222-4333-8444-000000000002/resourceGroups";
const flexible = (site: string) =>
  `${subscription}/staging-azure-${site}/providers/Microsoft.DBforPostgreSQL/flexibleServers/staging-azure-${site}`;
const agents = (zone: number) =>
  `${subscription}/staging-azure-arizona/providers/Microsoft.ContainerService/managedClusters/staging-azure-arizona/agentPools/zone${zone}?api-version=2024-09-01`;
const gate = (site: string) =>
  `${subscription}/staging-azure-traffic/providers/Microsoft.Network/trafficManagerProfiles/staging-azure/externalEndpoints/${site}?api-version=2022-04-01`;
const setGate = (site: string, endpointStatus: "Enabled" | "Disabled"): Request => [
  `PATCH ${gate(site)}`,
  { properties: { endpointStatus } },
];
const promoted = (promoteOption: "planned" | "forced"): Asked => ({
  perform: [
    [
      `PATCH ${flexible("arizona")}?api-version=2024-08-01`,
      { properties: { replica: { role: "Primary", promoteMode: "switchover", promoteOption } } },
    ],
  ],
  isDone: [[`GET ${flexible("arizona")}?api-version=2024-08-01`]],
});
const endpoints = (site: string) => `${flexible(site)}/virtualendpoints`;
const agentsResized: Asked = {
  perform: [1, 2, 3].flatMap((zone): readonly Request[] => [
    [`GET ${agents(zone)}`],
    [
      `PUT ${agents(zone)}`,
      { properties: { ...agentPoolKeeps, provisioningState: "Succeeded", minCount: zone === 1 ? 4 : 3 } },
    ],
  ]),
  isDone: [1, 2, 3].map((zone) => [`GET ${agents(zone)}`]),
};

const gcpDone = (site: string): readonly Request[] => [[`GET ${sql}/staging-gcp-${site}`]];

/** By cloud and order: every request, with all that is in it. */
export const asked: Readonly<Record<Cloud, Readonly<Record<VendorAction["do"], Asked>>>> = {
  aws: {
    "raise-capacity": resized,
    "return-capacity": resized,
    "close-gate": { perform: [listGates, setGates(["virginia", "Off"], ["oregon", "On"])], isDone: [listGates] },
    "open-gate": { perform: [listGates, setGates(["oregon", "On"])], isDone: [listGates] },
    "switch-database": {
      perform: [rds("us-west-2", "SwitchoverGlobalCluster", { TargetDbClusterIdentifier: arn(oregon) })],
      isDone: [rds("us-west-2", "DescribeGlobalClusters")],
    },
    "promote-database": {
      perform: [
        rds("us-west-2", "FailoverGlobalCluster", {
          TargetDbClusterIdentifier: arn(oregon),
          AllowDataLoss: "true",
        }),
      ],
      isDone: [rds("us-west-2", "DescribeGlobalClusters")],
    },
    "rejoin-database": { perform: [], isDone: [rds("us-west-2", "DescribeGlobalClusters")] },
    "rebuild-database": {
      perform: [rds("us-west-2", "RemoveFromGlobalCluster", { DbClusterIdentifier: arn(virginia) })],
      isDone: [rds("us-west-2", "DescribeGlobalClusters")],
    },
    "designate-replica": nothing,
  },
  gcp: {
    "raise-capacity": autoscaled,
    "return-capacity": autoscaled,
    "close-gate": trickle(1),
    "open-gate": trickle(1),
    "switch-database": {
      perform: [[`POST ${sql}/staging-gcp-carolina/switchover`]],
      isDone: gcpDone("carolina"),
    },
    "promote-database": {
      perform: [[`POST ${sql}/staging-gcp-carolina/promoteReplica?failover=true`]],
      isDone: gcpDone("carolina"),
    },
    "rejoin-database": { perform: [], isDone: gcpDone("iowa") },
    "rebuild-database": nothing,
    "designate-replica": {
      perform: [
        [
          `PATCH ${sql}/staging-gcp-carolina`,
          { replicationCluster: { failoverDrReplicaName: "exchange-staging:staging-gcp-iowa" } },
        ],
      ],
      isDone: gcpDone("carolina"),
    },
  },
  azure: {
    "raise-capacity": agentsResized,
    "return-capacity": agentsResized,
    "close-gate": {
      perform: [setGate("arizona", "Enabled"), setGate("virginia", "Disabled")],
      isDone: [[`GET ${gate("virginia")}`], [`GET ${gate("arizona")}`]],
    },
    "open-gate": { perform: [setGate("arizona", "Enabled")], isDone: [[`GET ${gate("arizona")}`]] },
    "switch-database": promoted("planned"),
    "promote-database": promoted("forced"),
    "rejoin-database": { perform: [], isDone: [[`GET ${flexible("virginia")}?api-version=2024-08-01`]] },
    "rebuild-database": nothing,
    "designate-replica": {
      perform: [
        [
          `PATCH ${endpoints("arizona")}/staging-azure?api-version=2024-08-01`,
          { properties: { endpointType: "ReadWrite", members: ["staging-azure-virginia"] } },
        ],
      ],
      isDone: [[`GET ${endpoints("arizona")}?api-version=2024-08-01`]],
    },
  },
};

/** By cloud: how a pair stands, asked of the site that takes over. */
export const looks = {
  aws: [
    rds("us-west-2", "DescribeGlobalClusters"),
    [
      "POST monitoring us-west-2 / GraniteServiceVersion20100801.GetMetricData",
      {
        StartTime: 0,
        EndTime: 0,
        ScanBy: "TimestampDescending",
        MetricDataQueries: [
          {
            Id: "lag",
            MetricStat: {
              Metric: {
                Namespace: "AWS/RDS",
                MetricName: "AuroraGlobalDBReplicationLag",
                Dimensions: [{ Name: "DBClusterIdentifier", Value: "staging-aws-oregon" }],
              },
              Period: 60,
              Stat: "Maximum",
            },
          },
        ],
      },
    ],
  ],
  gcp: [
    ...gcpDone("carolina"),
    [
      "GET https://monitoring.googleapis.com/v3/projects/exchange-staging/timeSeries" +
        '?filter=metric.type%3D"cloudsql.googleapis.com%2Fdatabase%2Freplication%2Freplica_lag"' +
        ' AND resource.labels.database_id%3D"exchange-staging%3Astaging-gcp-carolina"&interval.startTime=…&interval.endTime=…',
    ],
  ],
  azure: [
    [`GET ${flexible("arizona")}?api-version=2024-08-01`],
    [`GET ${endpoints("arizona")}?api-version=2024-08-01`],
    [
      `GET ${flexible("arizona")}/providers/Microsoft.Insights/metrics?api-version=2023-10-01` +
        "&metricnames=physical_replication_delay_in_seconds&timespan=…&interval=PT1M&aggregation=maximum",
    ],
  ],
} as const satisfies Record<Cloud, readonly Request[]>;
