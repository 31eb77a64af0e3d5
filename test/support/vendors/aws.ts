import { z } from "zod";
import { NotThere, type PairWorld } from "./pair";
import { type Answer, json, type Received, type Vendor } from "./server";

/** What each request is: `rds:FailoverGlobalCluster`, `eks:POST`, … */
function callOf({ line, body }: Received): string {
  const [method = "", service = "", , , target] = line.split(" ");
  const action = z.object({ Action: z.string() }).safeParse(body).data?.Action;
  return `${service}:${action ?? target?.split(".").at(-1) ?? method}`;
}

const arnOf = ({ region, account, database }: PairWorld["from"]) =>
  `arn:aws:rds:${region}:${account}:cluster:${database}`;

const gateArn = (site: string) =>
  `arn:aws:route53-recovery-control::111122223333:controlpanel/0123456789abcdef0123456789abcdef/routingcontrol/${site}`;

const xml = (body: string, status = 200): Answer => ({ status, body, type: "text/xml" });

const namespace = "http://rds.amazonaws.com/doc/2014-10-31/";

/** The shape of docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeGlobalClusters.html and …/API_FailoverState.html. */
function globalCluster(world: PairWorld, isBusy: boolean): string {
  const members = world.sites
    .filter(({ site }) => site !== world.behind)
    .map(
      (target) =>
        `<GlobalClusterMember><DBClusterArn>${arnOf(target)}</DBClusterArn><IsWriter>${world.writes(target)}</IsWriter>` +
        `<Readers/><SynchronizationStatus>connected</SynchronizationStatus></GlobalClusterMember>`,
    );
  const state = isBusy
    ? "<FailoverState><Status>switching-over</Status><IsDataLossAllowed>false</IsDataLossAllowed></FailoverState>"
    : "<FailoverState/>";
  return (
    `<GlobalClusterIdentifier>staging-aws</GlobalClusterIdentifier><Engine>aurora-postgresql</Engine>` +
    `<Status>available</Status>${state}<GlobalClusterMembers>${members.join("")}</GlobalClusterMembers>`
  );
}

function rds(action: string, content: string): Answer {
  return xml(
    `<${action}Response xmlns="${namespace}"><${action}Result>${content}</${action}Result></${action}Response>`,
  );
}

const targetShape = z.object({ TargetDbClusterIdentifier: z.string() });
const removedShape = z.object({ DbClusterIdentifier: z.string() });
const sizesShape = z.object({ scalingConfig: z.object({ minSize: z.number() }) });
const gatesShape = z.object({
  UpdateRoutingControlStateEntries: z.array(
    z.object({ RoutingControlArn: z.string(), RoutingControlState: z.enum(["On", "Off"]) }),
  ),
});

const nameOf = (arn: string) => arn.split(/[:/]/).at(-1) ?? "";

/** Aurora global databases (Query), EKS (REST), CloudWatch and the routing controls' data plane (JSON 1.0). */
export function awsVendor(world: PairWorld): Vendor {
  const byCall: Readonly<Record<string, (received: Received) => Answer>> = {
    "rds:DescribeGlobalClusters": ({ body }) => {
      const name = z.object({ GlobalClusterIdentifier: z.string() }).parse(body).GlobalClusterIdentifier;
      if (name !== "staging-aws") throw new NotThere(name);
      return rds(
        "DescribeGlobalClusters",
        `<GlobalClusters><GlobalClusterMember>${globalCluster(world, world.looked())}</GlobalClusterMember></GlobalClusters>`,
      );
    },
    "rds:SwitchoverGlobalCluster": ({ body }) => {
      world.take(world.siteOf(nameOf(targetShape.parse(body).TargetDbClusterIdentifier)), false);
      return rds("SwitchoverGlobalCluster", `<GlobalCluster>${globalCluster(world, true)}</GlobalCluster>`);
    },
    "rds:FailoverGlobalCluster": ({ body }) => {
      world.take(world.siteOf(nameOf(targetShape.parse(body).TargetDbClusterIdentifier)), true);
      return rds("FailoverGlobalCluster", `<GlobalCluster>${globalCluster(world, true)}</GlobalCluster>`);
    },
    "rds:RemoveFromGlobalCluster": ({ body }) => {
      world.behind = world.siteOf(nameOf(removedShape.parse(body).DbClusterIdentifier)).site;
      return rds("RemoveFromGlobalCluster", `<GlobalCluster>${globalCluster(world, false)}</GlobalCluster>`);
    },
    // docs.aws.amazon.com/eks/latest/APIReference/API_DescribeNodegroup.html and …/API_UpdateNodegroupConfig.html
    "eks:GET": ({ line }) => {
      const minimum = world.minimum.get(world.siteOf(/clusters\/([^/]+)/.exec(line)?.[1] ?? "").site);
      const scalingConfig = { minSize: minimum, desiredSize: minimum, maxSize: minimum };
      return json({
        nodegroup: { nodegroupName: "base", status: world.looked() ? "UPDATING" : "ACTIVE", scalingConfig },
      });
    },
    "eks:POST": ({ line, body }) => {
      const { site } = world.siteOf(/clusters\/([^/]+)/.exec(line)?.[1] ?? "");
      world.minimum.set(site, sizesShape.parse(body).scalingConfig.minSize);
      world.underWay = world.looksOfAnOrder;
      return json({ update: { id: "u", status: "InProgress", type: "ConfigUpdate", params: [], errors: [] } });
    },
    // docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
    "monitoring:GetMetricData": () => {
      const Values = world.lagSeconds === null ? [] : [world.lagSeconds * 1000];
      return json({ MetricDataResults: [{ Id: "lag", StatusCode: "Complete", Timestamps: [], Values }], Messages: [] });
    },
    // docs.aws.amazon.com/routing-control/latest/APIReference: ListRoutingControls, UpdateRoutingControlStates
    "route53-recovery-cluster:ListRoutingControls": () =>
      json({
        RoutingControls: world.sites.map(({ site }) => ({
          RoutingControlArn: gateArn(site),
          RoutingControlName: `staging-aws-${site}`,
          RoutingControlState: world.open.get(site) === true ? "On" : "Off",
        })),
      }),
    "route53-recovery-cluster:UpdateRoutingControlStates": ({ body }) => {
      for (const { RoutingControlArn: arn, RoutingControlState: state } of gatesShape.parse(body)
        .UpdateRoutingControlStateEntries)
        world.open.set(nameOf(arn), state === "On");
      return json({});
    },
  };
  return {
    isOrder: (received) => !/:(?:Describe|List|Get)|^eks:GET$/.test(callOf(received)),
    busy: awsError(400, "InvalidGlobalClusterStateFault", "Global cluster staging-aws is in an invalid state"),
    missing: (name, received) => awsError(404, "GlobalClusterNotFoundFault", `${name} is not found`)(received),
    answer: (received) => {
      const answer = byCall[callOf(received)];
      if (answer === undefined) throw new NotThere(callOf(received));
      return answer(received);
    },
  };
}

/** An error as each protocol has it (docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html for Query). */
export function awsError(status: number, code: string, message: string): (received: Received) => Answer {
  return ({ line }) =>
    line.split(" ")[1] === "rds"
      ? xml(
          `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
          status,
        )
      : json({ __type: code, message }, status);
}
