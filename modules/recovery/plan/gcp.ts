import { groupId } from "../../core/naming";
import type { Target } from "../contract";
import { type CloudWords, command, idOf, type VendorWords } from "./call";

/** The node pool of a site, whose limits are over all zones (modules/cluster/gcp-nodes.ts). */
const nodePool = "nodes";

const project = ({ account }: Target) => `--project ${account}`;

const bearer = '-H "Authorization: Bearer $(gcloud auth print-access-token)"';

/** All that trickles past an origin which is active is nothing; past one which is not, it is everything. */
const trickle = ({ origin }: Target) => (origin ? 0 : 1);

const recordUrl = (target: Target) =>
  `https://dns.googleapis.com/dns/v1/projects/${target.account}/managedZones/${groupId(target)}/rrsets/${target.name}./A`;

/** The record is sent back whole, with one number changed: a policy cannot be changed in part. */
function lead(to: Target): VendorWords {
  const url = recordUrl(to);
  return {
    call: "dns:resourceRecordSets.patch",
    region: null,
    byHand: [
      `RECORD=${url}`,
      `curl -sf ${bearer} "$RECORD" |`,
      `  jq '.routingPolicy.primaryBackup.trickleTraffic = ${trickle(to)}' |`,
      `  curl -sf -X PATCH ${bearer} -H 'Content-Type: application/json' --data @- "$RECORD"`,
    ].join("\n"),
    doneWhen: `the answer is ${trickle(to)}:\n${[
      `RECORD=${url}`,
      `curl -sf ${bearer} "$RECORD" | jq '.routingPolicy.primaryBackup.trickleTraffic // 0'`,
    ].join("\n")}`,
  };
}

function capacity(site: Target, nodes: number): VendorWords {
  const names = `${project(site)} --region ${site.region}`;
  const pool = `gcloud container node-pools describe ${nodePool} --cluster ${idOf(site)} ${names}`;
  return {
    call: "container:nodePools.setAutoscaling",
    region: site.region,
    // The upper limit stays what it is.
    byHand: command(
      `gcloud container clusters update ${idOf(site)} ${names}`,
      `--node-pool ${nodePool} --enable-autoscaling --total-min-nodes ${nodes}`,
      `--total-max-nodes "$(${pool} --format 'value(autoscaling.totalMaxNodeCount)')"`,
    ),
    doneWhen: `the pool is RUNNING with a minimum of ${nodes}:\n${command(
      pool,
      "--format 'value(status, autoscaling.totalMinNodeCount)'",
    )}`,
  };
}

const show = (target: Target, fields: string) =>
  command(`gcloud sql instances describe ${target.database} ${project(target)}`, `--format '${fields}'`);

function takeOver(verb: string, method: string, to: Target, flags: readonly string[]): VendorWords {
  return {
    call: method,
    region: to.region,
    byHand: [`gcloud sql instances ${verb} ${to.database} ${project(to)}`, ...flags].join(" "),
    doneWhen: `${to.database} is RUNNABLE and a CLOUD_SQL_INSTANCE:\n${show(to, "value(state, instanceType)")}`,
  };
}

/** Cloud SQL's advanced disaster recovery, a routing policy of Cloud DNS, and a node pool of GKE. */
export const gcp: CloudWords = {
  vendor: (action) => {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity":
        return capacity(action.site, action.minimumNodes);
      // The two gates are one number.
      case "close-gate":
        return lead(action.keepOpen);
      case "open-gate":
        return lead(action.site);
      case "switch-database":
        return takeOver("switchover", "sqladmin:instances.switchover", action.to, []);
      case "promote-database":
        return takeOver("promote-replica", "sqladmin:instances.promoteReplica failover=true", action.to, [
          "--failover",
        ]);
      case "rejoin-database":
        return {
          call: null,
          region: null,
          byHand: `# Nothing to call: Cloud SQL takes ${action.site.database} back by itself once its region answers.`,
          doneWhen: `${action.site.database} is RUNNABLE and its master is ${action.source.database}:\n${show(
            action.site,
            "value(state, masterInstanceName)",
          )}`,
        };
      case "rebuild-database":
        return {
          call: null,
          region: null,
          byHand: "# Nothing to call: a server has as many replicas as it needs, and the new one has a new name.",
          doneWhen: `${action.source.database} is RUNNABLE:\n${show(action.source, "value(state)")}`,
        };
      case "designate-replica":
        return {
          call: "sqladmin:instances.patch",
          region: action.source.region,
          byHand: command(
            `gcloud sql instances patch ${action.source.database} ${project(action.source)}`,
            `--failover-dr-replica-name ${action.site.database}`,
          ),
          doneWhen: `the answer is ${action.site.database}, with or without its project:\n${show(
            action.source,
            "value(replicationCluster.failoverDrReplicaName)",
          )}`,
        };
    }
  },
  healthy: ({ database }) => `${database} is RUNNABLE`,
  ready: (_, to) =>
    [
      show(to, "value(state, instanceType, replicationCluster.drReplica)"),
      command(
        `curl -sf -G ${bearer}`,
        `https://monitoring.googleapis.com/v3/projects/${to.account}/timeSeries`,
        '--data-urlencode \'filter=metric.type="cloudsql.googleapis.com/database/replication/replica_lag" AND ' +
          `resource.labels.database_id="${to.account}:${to.database}"'`,
        "--data-urlencode \"interval.startTime=$(date -u -d '-5 minutes' +%FT%TZ)\"",
        '--data-urlencode "interval.endTime=$(date -u +%FT%TZ)"',
      ).concat(" |\n  jq '.timeSeries[0].points[0].value'  # seconds"),
    ].join("\n"),
};
