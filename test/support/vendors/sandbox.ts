import { groupId, siteId } from "../../../modules/core/naming";
import { perZone } from "../../../modules/cluster/contract";
import type { Thing } from "../../../modules/sandbox/cloud/behaviour";
import { aws as awsCloud } from "../../../modules/sandbox/cloud/aws/vendor";
import { azure as azureCloud } from "../../../modules/sandbox/cloud/azure/vendor";
import { gcp as gcpCloud } from "../../../modules/sandbox/cloud/gcp/vendor";
import { put, scopeOf } from "../../../modules/sandbox/cloud/things";
import type { Fields } from "../../../modules/sandbox/protocol/values";
import { CloudWorkspace } from "../cloud";
import type { PairWorld } from "./pair";

type Target = PairWorld["from"];

type Planted = Pick<Thing, "type" | "id" | "region" | "attributes">;

const idOf = ({ environment, group, site }: Target) => siteId({ environment, group, name: site });

function aws({ sites, from, minimum, open }: PairWorld): readonly Planted[] {
  const arn = ({ region, account, database }: Target) => `arn:aws:rds:${region}:${account}:cluster:${database}`;
  const members = sites.map((site) => ({ db_cluster_arn: arn(site), is_writer: site === from }));
  return [
    {
      type: "aws_rds_global_cluster",
      id: groupId(from),
      region: from.region,
      attributes: { global_cluster_members: members, engine: "aurora-postgresql" },
    },
    ...sites.flatMap((site): readonly Planted[] => {
      const nodes = minimum.get(site.site) ?? 0;
      const gate = `arn:aws:route53-recovery-control::${site.account}:controlpanel/p/routingcontrol/${site.site}`;
      return [
        {
          type: "aws_rds_cluster",
          id: site.database,
          region: site.region,
          attributes: { cluster_identifier: site.database, arn: arn(site) },
        },
        {
          type: "aws_eks_node_group",
          id: `${idOf(site)}:base`,
          region: site.region,
          attributes: { status: "ACTIVE", scaling_config: [{ min_size: nodes, desired_size: nodes, max_size: nodes }] },
        },
        {
          type: "aws_route53recoverycontrolconfig_routing_control",
          id: gate,
          region: "us-west-2",
          attributes: {
            arn: gate,
            name: idOf(site),
            routing_control_state: open.get(site.site) === true ? "On" : "Off",
          },
        },
      ];
    }),
  ];
}

function gcp({ sites, from, to, minimum }: PairWorld): readonly Planted[] {
  const cluster = (isDr: boolean, named: string) => [
    { dr_replica: isDr, failover_dr_replica_name: named, psa_write_endpoint: "" },
  ];
  const settings = [
    {
      edition: "ENTERPRISE_PLUS",
      backup_configuration: [{ enabled: true, point_in_time_recovery_enabled: true }],
    },
  ];
  const roles = {
    [from.site]: {
      instance_type: "CLOUD_SQL_INSTANCE",
      master_instance_name: "",
      replica_names: [to.database],
      replication_cluster: cluster(false, `${to.account}:${to.database}`),
    },
    [to.site]: {
      instance_type: "READ_REPLICA_INSTANCE",
      master_instance_name: from.database,
      replica_names: [],
      replication_cluster: cluster(true, ""),
    },
  } satisfies Record<string, Fields>;
  const policy = { primary_backup: [{ trickle_ratio: 0, primary: [], backup_geo: [] }] };
  return [
    {
      type: "google_dns_record_set",
      id: `projects/${from.account}/managedZones/${groupId(from)}/rrsets/${from.name}./A`,
      region: null,
      attributes: { name: `${from.name}.`, type: "A", ttl: 30, routing_policy: [policy] },
    },
    ...sites.flatMap((site): readonly Planted[] => [
      {
        type: "google_sql_database_instance",
        id: site.database,
        region: site.region,
        attributes: { name: site.database, project: site.account, settings, ...roles[site.site] },
      },
      {
        type: "google_container_node_pool",
        id: `projects/${site.account}/locations/${site.region}/clusters/${idOf(site)}/nodePools/nodes`,
        region: site.region,
        attributes: {
          autoscaling: [
            {
              total_min_node_count: minimum.get(site.site) ?? 0,
              total_max_node_count: 30,
              location_policy: "BALANCED",
            },
          ],
        },
      },
    ]),
  ];
}

function azure({ sites, from, to, minimum, open }: PairWorld): readonly Planted[] {
  const within = (site: Target, group: string, path: string) =>
    `/subscriptions/${site.account}/resourceGroups/${group}/providers/${path}`;
  const server = (site: Target) =>
    within(site, idOf(site), `Microsoft.DBforPostgreSQL/flexibleServers/${site.database}`);
  return [
    {
      type: "azurerm_postgresql_flexible_server_virtual_endpoint",
      id: [from, to].map((site) => `${server(site)}/virtualEndpoints/${groupId(from)}`).join("|"),
      region: null,
      attributes: { name: groupId(from), source_server_id: server(from), replica_server_id: server(to) },
    },
    ...sites.flatMap((site): readonly Planted[] => {
      const cluster = within(site, idOf(site), `Microsoft.ContainerService/managedClusters/${idOf(site)}`);
      const [first = {}, ...others] = perZone(minimum.get(site.site) ?? 0).map((count, zone): Fields => ({
        name: `zone${zone + 1}`,
        auto_scaling_enabled: true,
        min_count: count,
        max_count: 10,
      }));
      const born = site === from ? {} : { create_mode: "Replica", source_server_id: server(from) };
      return [
        {
          type: "azurerm_postgresql_flexible_server",
          id: server(site),
          region: site.region,
          attributes: { name: site.database, location: site.region, sku_name: "GP", storage_mb: 131072, ...born },
        },
        {
          type: "azurerm_kubernetes_cluster",
          id: cluster,
          region: site.region,
          attributes: { default_node_pool: [first] },
        },
        ...others.map((attributes, index) => ({
          type: "azurerm_kubernetes_cluster_node_pool",
          id: `${cluster}/agentPools/zone${index + 2}`,
          region: site.region,
          attributes,
        })),
        {
          type: "azurerm_traffic_manager_external_endpoint",
          id: `${within(site, `${groupId(site)}-traffic`, `Microsoft.Network/trafficManagerProfiles/${groupId(site)}`)}/externalEndpoints/${site.site}`,
          region: null,
          attributes: { name: site.site, enabled: open.get(site.site) === true },
        },
      ];
    }),
  ];
}

const things = { aws, gcp, azure } as const;

const vendors = { aws: awsCloud, gcp: gcpCloud, azure: azureCloud } as const;

/** The simulated cloud with no more in it than a pair: what the vendor's operations look at. */
export async function plantedPair(world: PairWorld): Promise<CloudWorkspace> {
  const cloud = new CloudWorkspace();
  await cloud.databases.createPrimary(world.from.database);
  await cloud.databases.createReplica(world.to.database, world.from.database);
  const planted = things[world.cloud](world);
  await cloud.store.transact(() => ({
    changes: planted.map((thing) => {
      const { account } = world.from;
      const scope = scopeOf(vendors[world.cloud], thing.type, { account, region: thing.region });
      return put({ ...thing, account, scope, madeUnder: null });
    }),
    result: undefined,
  }));
  return cloud;
}
