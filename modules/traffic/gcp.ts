import { ComputeGlobalAddress } from "@cdktf/provider-google/lib/compute-global-address";
import { ComputeHealthCheck } from "@cdktf/provider-google/lib/compute-health-check";
import { DnsManagedZone } from "@cdktf/provider-google/lib/dns-managed-zone";
import {
  DnsRecordSet,
  type DnsRecordSetConfig,
  type DnsRecordSetRoutingPolicy,
} from "@cdktf/provider-google/lib/dns-record-set";
import { Construct } from "constructs";
import type { Group } from "../core/group";
import { keep } from "../core/lifecycle";
import type { RegionOf } from "../core/regions";
import type { GcpSite } from "../core/site";
import { activeName, probe, siteName, type Traffic, type TrafficProps, ttlSeconds } from "./contract";

/** The fastest that Google probes from outside. */
const intervalSeconds = 30;

/** Probes come from three regions, and two of them decide: the three lie far apart, so that no outage takes two. */
const probers = ["us-west1", "europe-west1", "asia-southeast1"] as const satisfies readonly RegionOf<"gcp">[];

/** The name of the address at which a site's gateway answers: the group owns it, the site attaches to it. */
export const ingressAddress = ({ id }: Pick<GcpSite, "id">) => `${id}-ingress`;

interface Target {
  readonly address: string;
  readonly region: string;
}

const answering = ({ address }: Target) => ({ externalEndpoints: [address] });

/** A DNS policy that answers with the origin while the origin does, else with the standby that does. */
export class GcpTraffic extends Construct implements Traffic {
  readonly name: string;
  readonly zone: string;
  readonly nameServers: readonly string[];

  constructor(scope: Construct, id: string, { group }: TrafficProps<Extract<Group, { cloud: "gcp" }>>) {
    super(scope, id);
    const zone = new DnsManagedZone(this, "zone", {
      name: group.id,
      dnsName: `${group.domain}.`,
      description: group.id,
      visibility: "public",
      forceDestroy: false,
      dnssecConfig: { state: "on", nonExistence: "nsec3" },
      cloudLoggingConfig: { enableLogging: true },
      lifecycle: keep,
    });
    this.name = activeName(group);
    this.zone = zone.name;
    this.nameServers = zone.nameServers;

    const [first, ...rest] = group.sites;
    const origin = this.target(first);
    const standbys = rest.map((site) => this.target(site));
    const health = this.health(group.id);
    this.record("active", this.name, {
      routingPolicy: { healthCheck: health.id, ...this.policy(origin, standbys, group.active === first.name) },
    });
  }

  /**
   * The roles are by origin and for ever. The gate is the share that goes to the standbys even while the origin answers:
   * all of it when the origin is not the active site.
   */
  private policy(origin: Target, standbys: readonly Target[], originIsActive: boolean): DnsRecordSetRoutingPolicy {
    // One site has no backup to name. Weighted, it is probed all the same, and can get a standby without a new record.
    if (standbys.length === 0) return { wrr: [{ weight: 1, healthCheckedTargets: answering(origin) }] };
    return {
      primaryBackup: {
        primary: answering(origin),
        backupGeo: standbys.map((standby) => ({
          location: standby.region,
          healthCheckedTargets: answering(standby),
        })),
        trickleRatio: originIsActive ? 0 : 1,
      },
    };
  }

  /** An address that outlives whatever stands behind it, and the site's own name for it. */
  private target(site: GcpSite): Target {
    const address = new ComputeGlobalAddress(this, `address-${site.name}`, {
      name: ingressAddress(site),
      addressType: "EXTERNAL",
      ipVersion: "IPV4",
      lifecycle: keep,
    });
    this.record(`site-${site.name}`, siteName(site), { rrdatas: [address.address] });
    return { address: address.address, region: site.region };
  }

  private record(id: string, name: string, answer: Pick<DnsRecordSetConfig, "rrdatas" | "routingPolicy">): void {
    new DnsRecordSet(this, id, { managedZone: this.zone, name: `${name}.`, type: "A", ttl: ttlSeconds, ...answer });
  }

  /** Naming another health check would replace the record: this one is the same whoever is active. */
  private health(name: string): ComputeHealthCheck {
    return new ComputeHealthCheck(this, "probe", {
      name: `${name}-active`,
      sourceRegions: [...probers],
      checkIntervalSec: intervalSeconds,
      timeoutSec: 5,
      unhealthyThreshold: probe.failures,
      healthyThreshold: 1,
      httpsHealthCheck: { host: this.name, port: probe.port, requestPath: probe.path },
      logConfig: { enable: true },
    });
  }
}
