import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Construct } from "constructs";
import type { Group } from "../core/group";
import { keep } from "../core/lifecycle";
import type { AwsSite } from "../core/site";
import { AwsGates } from "./aws-gates";
import { activeName, probe, siteName, type Traffic, type TrafficProps, ttlSeconds } from "./contract";

/** Route 53's fast interval; the other is 30 s. */
const intervalSeconds = 10;

/** By origin and for ever: which site is active never shows here. */
const failover = { origin: "PRIMARY", standby: "SECONDARY" } as const;

type Part = keyof typeof failover;

/** Failover records whose health is the site's own answer and, where there is a choice, a gate. */
export class AwsTraffic extends Construct implements Traffic {
  readonly name: string;
  readonly zone: string;
  readonly nameServers: readonly string[];

  constructor(scope: Construct, id: string, { group }: TrafficProps<Extract<Group, { cloud: "aws" }>>) {
    super(scope, id);
    const [origin, standby, third] = group.sites;
    if (third !== undefined)
      throw new RangeError(
        `${group.id}: a failover record has one primary and one secondary, so there is no place for ${third.name}; ` +
          "keep two sites in the group",
      );
    const zone = new Route53Zone(this, "zone", {
      name: group.domain,
      comment: group.id,
      forceDestroy: false,
      // Records are changed through us-east-1. With that region dead, this brings changes back within the hour.
      enableAcceleratedRecovery: true,
      lifecycle: keep,
    });
    this.name = activeName(group);
    this.zone = zone.zoneId;
    this.nameServers = zone.nameServers;

    if (standby === undefined) this.record("origin", origin, this.answer("origin", origin));
    else {
      const gates = new AwsGates(this, "gates", { group: group.id, origin, standby });
      this.record("origin", origin, this.both("origin", origin, gates.origin));
      this.record("standby", standby, this.both("standby", standby, gates.standby));
    }
  }

  /** The name leads to the site's own name, which the site itself keeps in the zone. */
  private record(part: Part, site: AwsSite, health: Route53HealthCheck): void {
    new Route53Record(this, part, {
      zoneId: this.zone,
      name: this.name,
      type: "CNAME",
      ttl: ttlSeconds,
      records: [siteName(site)],
      setIdentifier: part,
      failoverRoutingPolicy: { type: failover[part] },
      healthCheckId: health.id,
    });
  }

  private answer(part: Part, site: AwsSite): Route53HealthCheck {
    return new Route53HealthCheck(this, `${part}-answer`, {
      type: "HTTPS",
      fqdn: siteName(site),
      port: probe.port,
      resourcePath: probe.path,
      requestInterval: intervalSeconds,
      failureThreshold: probe.failures,
      enableSni: true,
      measureLatency: false,
      disabled: false,
      tags: { Name: `${site.id}-answer` },
    });
  }

  /** Healthy while the site answers and its gate is open. */
  private both(part: Part, site: AwsSite, gate: string): Route53HealthCheck {
    const open = new Route53HealthCheck(this, `${part}-gate`, {
      type: "RECOVERY_CONTROL",
      routingControlArn: gate,
      tags: { Name: `${site.id}-gate` },
    });
    const children = [this.answer(part, site).id, open.id];
    return new Route53HealthCheck(this, `${part}-health`, {
      type: "CALCULATED",
      childHealthchecks: children,
      childHealthThreshold: children.length,
      tags: { Name: site.id },
    });
  }
}
