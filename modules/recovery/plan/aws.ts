import { groupId } from "../../core/naming";
import type { Target } from "../contract";
import { type CloudWords, command, idOf, type VendorWords } from "./call";

/** The node group that always runs the site's minimum; the zones' groups are the autoscaler's (modules/cluster/aws-nodes.ts). */
const nodeGroup = "base";

const arnOf = ({ region, account, database }: Target) => `arn:aws:rds:${region}:${account}:cluster:${database}`;

const global = (target: Target) => `--global-cluster-identifier ${groupId(target)}`;

/** `ENDPOINT` is one of the five cluster endpoints that were written down, `ENDPOINT_REGION` its region. */
const arc = (verb: string) =>
  `aws route53-recovery-cluster ${verb} --region "$ENDPOINT_REGION" --endpoint-url "$ENDPOINT"`;

const variable = ({ site }: Target) => `GATE_${site.toUpperCase().replaceAll("-", "_")}`;

/** Gates are found by name: their ARNs are nobody's to remember. */
function gates(...states: readonly (readonly [Target, "On" | "Off"])[]): string {
  const found = states.map(
    ([target]) =>
      `${variable(target)}=$(${command(
        arc("list-routing-controls"),
        `--output text --query "RoutingControls[?RoutingControlName=='${idOf(target)}'].RoutingControlArn")`,
      )}`,
  );
  const entries = states.map(
    ([target, state]) => `"RoutingControlArn=$${variable(target)},RoutingControlState=${state}"`,
  );
  const update = command(arc("update-routing-control-states"), "--update-routing-control-state-entries", ...entries);
  return [...found, update].join("\n");
}

const showGates = command(
  arc("list-routing-controls"),
  "--output text --query 'RoutingControls[].[RoutingControlName,RoutingControlState]'",
);

const showMembers = (asked: Target) =>
  command(
    `aws rds describe-global-clusters --region ${asked.region} ${global(asked)}`,
    "--output text --query 'GlobalClusters[].GlobalClusterMembers[].[DBClusterArn,IsWriter,SynchronizationStatus]'",
  );

function capacity(site: Target, nodes: number): VendorWords {
  const names = `--region ${site.region} --cluster-name ${idOf(site)} --nodegroup-name ${nodeGroup}`;
  return {
    call: "eks:UpdateNodegroupConfig",
    region: site.region,
    byHand: command(
      `aws eks update-nodegroup-config ${names}`,
      `--scaling-config minSize=${nodes},desiredSize=${nodes},maxSize=${nodes}`,
    ),
    doneWhen: `the node group is ACTIVE with a minimum of ${nodes}:\n${command(
      `aws eks describe-nodegroup ${names}`,
      "--output text --query 'nodegroup.[status,scalingConfig.minSize]'",
    )}`,
  };
}

function takeOver(verb: string, method: string, to: Target, flags: readonly string[]): VendorWords {
  return {
    call: method,
    region: to.region,
    byHand: command(
      `aws rds ${verb} --region ${to.region} ${global(to)}`,
      [`--target-db-cluster-identifier ${arnOf(to)}`, ...flags].join(" "),
    ),
    doneWhen: `${to.database} is the writer (True):\n${showMembers(to)}`,
  };
}

/** Aurora global databases, routing controls of Application Recovery Controller, and EKS node groups. */
export const aws: CloudWords = {
  vendor: (action) => {
    switch (action.do) {
      case "raise-capacity":
      case "return-capacity":
        return capacity(action.site, action.minimumNodes);
      case "close-gate":
        return {
          call: "route53-recovery-cluster:UpdateRoutingControlStates",
          region: null,
          // Both in one call: the safety rule refuses a moment in which no gate is open.
          byHand: gates([action.site, "Off"], [action.keepOpen, "On"]),
          doneWhen: `${idOf(action.site)} is Off and ${idOf(action.keepOpen)} is On:\n${showGates}`,
        };
      case "open-gate":
        return {
          call: "route53-recovery-cluster:UpdateRoutingControlStates",
          region: null,
          byHand: gates([action.site, "On"]),
          doneWhen: `${idOf(action.site)} is On:\n${showGates}`,
        };
      case "switch-database":
        return takeOver("switchover-global-cluster", "rds:SwitchoverGlobalCluster", action.to, []);
      case "promote-database":
        return takeOver("failover-global-cluster", "rds:FailoverGlobalCluster AllowDataLoss=true", action.to, [
          "--allow-data-loss",
        ]);
      case "rejoin-database":
        return {
          call: null,
          region: null,
          byHand: `# Nothing to call: Aurora takes ${action.site.database} back by itself once its region answers.`,
          doneWhen: `${action.site.database} is listed, is no writer (False) and is connected:\n${showMembers(action.source)}`,
        };
      case "rebuild-database":
        return {
          call: "rds:RemoveFromGlobalCluster",
          region: action.source.region,
          byHand: command(
            `aws rds remove-from-global-cluster --region ${action.source.region} ${global(action.source)}`,
            `--db-cluster-identifier ${arnOf(action.site)}`,
          ),
          doneWhen: `${action.site.database} is no longer listed:\n${showMembers(action.source)}`,
        };
      case "designate-replica":
        return {
          call: null,
          region: null,
          byHand: "# Nothing to call: every secondary of a global database can take over.",
          doneWhen: `${action.site.database} is listed:\n${showMembers(action.source)}`,
        };
    }
  },
  healthy: ({ database }) => `${database} is listed as a member`,
  ready: (_, to) =>
    [
      showMembers(to),
      command(
        `aws cloudwatch get-metric-statistics --region ${to.region} --namespace AWS/RDS`,
        `--metric-name AuroraGlobalDBReplicationLag --dimensions Name=DBClusterIdentifier,Value=${to.database}`,
        '--start-time "$(date -u -d \'-5 minutes\' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" --period 60',
        "--statistics Maximum --output text --query 'sort_by(Datapoints,&Timestamp)[-1].Maximum'  # milliseconds",
      ),
    ].join("\n"),
};
