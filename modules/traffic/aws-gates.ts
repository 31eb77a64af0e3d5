import { Route53RecoverycontrolconfigCluster } from "@cdktf/provider-aws/lib/route53recoverycontrolconfig-cluster";
import { Route53RecoverycontrolconfigControlPanel } from "@cdktf/provider-aws/lib/route53recoverycontrolconfig-control-panel";
import { Route53RecoverycontrolconfigRoutingControl } from "@cdktf/provider-aws/lib/route53recoverycontrolconfig-routing-control";
import { Route53RecoverycontrolconfigSafetyRule } from "@cdktf/provider-aws/lib/route53recoverycontrolconfig-safety-rule";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { keep } from "../core/lifecycle";
import type { AwsSite } from "../core/site";

/** Whose gates they are. */
export interface AwsGatesProps {
  readonly group: string;
  readonly origin: AwsSite;
  readonly standby: AwsSite;
}

/**
 * Routing controls of Application Recovery Controller, one a site: worked by `UpdateRoutingControlStates` at any of the
 * cluster's five regional endpoints, of which any two may be dead. Whether a gate is open is not Terraform's to know.
 */
export class AwsGates extends Construct {
  /** ARN of the gate. */
  readonly origin: string;
  /** ARN of the gate. */
  readonly standby: string;

  constructor(scope: Construct, id: string, { group, origin, standby }: AwsGatesProps) {
    super(scope, id);
    const cluster = new Route53RecoverycontrolconfigCluster(this, "cluster", { name: group, lifecycle: keep });
    const panel = new Route53RecoverycontrolconfigControlPanel(this, "panel", {
      name: group,
      clusterArn: cluster.arn,
      lifecycle: keep,
    });
    const gate = (part: string, { id: name }: AwsSite) =>
      new Route53RecoverycontrolconfigRoutingControl(this, part, {
        name,
        clusterArn: cluster.arn,
        controlPanelArn: panel.arn,
        lifecycle: keep,
      }).arn;
    this.origin = gate("origin", origin);
    this.standby = gate("standby", standby);
    new Route53RecoverycontrolconfigSafetyRule(this, "one-open", {
      name: "at least one gate is open",
      controlPanelArn: panel.arn,
      assertedControls: [this.origin, this.standby],
      ruleConfig: { type: "ATLEAST", threshold: 1, inverted: false },
      // No hand moves twice within this time.
      waitPeriodMs: 5000,
    });
    new TerraformOutput(this, "switch", {
      description: "Write it down outside of AWS: these endpoints answer when the console does not.",
      value: {
        endpoints: cluster.interpolationForAttribute("cluster_endpoints"),
        gates: { [origin.name]: this.origin, [standby.name]: this.standby },
      },
    });
  }
}
