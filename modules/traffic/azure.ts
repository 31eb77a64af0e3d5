import { DnsCnameRecord, type DnsCnameRecordConfig } from "@cdktf/provider-azurerm/lib/dns-cname-record";
import { DnsZone } from "@cdktf/provider-azurerm/lib/dns-zone";
import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TrafficManagerExternalEndpoint } from "@cdktf/provider-azurerm/lib/traffic-manager-external-endpoint";
import { TrafficManagerProfile } from "@cdktf/provider-azurerm/lib/traffic-manager-profile";
import { Construct } from "constructs";
import type { Group } from "../core/group";
import { keep } from "../core/lifecycle";
import { boundedName } from "../core/naming";
import type { AzureSite } from "../core/site";
import { writerName } from "./azure-writer";
import { activeName, probe, siteName, type Traffic, type TrafficProps, ttlSeconds } from "./contract";

type Props = TrafficProps<Extract<Group, { cloud: "azure" }>>;

/** Traffic Manager's fast interval; a probe may then take 9 s at most. */
const timing = { intervalInSeconds: 10, timeoutInSeconds: 5 } as const;

/** Room between two priorities, because no two endpoints may ever have the same one. */
const priorityStep = 100;

/** The DNS label of a site's public address. Labels of a region are one namespace for all of Azure's customers. */
export const ingressLabel = ({ subscription, id }: Pick<AzureSite, "subscription" | "id">) =>
  boundedName(id, [subscription, id, "ingress"], 63);

/** Where a site answers: Azure's own name for the address with the site's label. */
export const ingressHost = (site: Pick<AzureSite, "subscription" | "id" | "region">) =>
  `${ingressLabel(site)}.${site.region}.cloudapp.azure.com`;

/** A Traffic Manager profile: the first endpoint that answers and that is not fenced. */
export class AzureTraffic extends Construct implements Traffic {
  readonly name: string;
  readonly zone: string;
  readonly nameServers: readonly string[];
  private readonly resourceGroup: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    const { group, tags } = props;
    const [origin] = group.sites;
    this.resourceGroup = new ResourceGroup(this, "resource-group", {
      name: `${group.id}-traffic`,
      location: origin.witness,
      tags: { ...tags },
      lifecycle: keep,
    }).name;
    const zone = new DnsZone(this, "zone", {
      name: group.domain,
      resourceGroupName: this.resourceGroup,
      tags: { ...tags },
      lifecycle: keep,
    });
    new ManagementLock(this, "zone-lock", {
      name: "zone",
      scope: zone.id,
      lockLevel: "CanNotDelete",
      notes: "a zone made again has other name servers, and every name in it is lost until it is delegated again",
    });
    this.name = activeName(group);
    this.zone = zone.id;
    this.nameServers = zone.nameServers;

    const profile = this.profile(origin);
    // An alias: should the profile ever go, the name is empty, and not free for others to claim.
    this.record("active", zone.name, { name: "active", targetResourceId: profile.id });
    group.sites.forEach((site, index) => {
      this.endpoint(profile, site, priorityStep * (index + 1));
      this.record(`site-${site.name}`, zone.name, { name: site.name, record: ingressHost(site) });
    });
    writerName(this, "database", origin);
  }

  private profile(origin: AzureSite): TrafficManagerProfile {
    const { group, tags } = this.props;
    return new TrafficManagerProfile(this, "profile", {
      name: group.id,
      resourceGroupName: this.resourceGroup,
      trafficRoutingMethod: "Priority",
      profileStatus: "Enabled",
      dnsConfig: {
        // Below trafficmanager.net, with all of Azure's customers.
        relativeName: boundedName(group.id, [origin.subscription, group.id, "traffic"], 63),
        ttl: ttlSeconds,
      },
      monitorConfig: {
        ...timing,
        protocol: "HTTPS",
        port: probe.port,
        path: probe.path,
        // The probe that fails is one more than those tolerated.
        toleratedNumberOfFailures: probe.failures - 1,
        expectedStatusCodeRanges: ["200-200"],
      },
      tags: { ...tags },
      lifecycle: keep,
    });
  }

  /** The priority is by origin and for ever; the gate is `enabled`, and a fenced site's is shut. */
  private endpoint(profile: TrafficManagerProfile, site: AzureSite, priority: number): void {
    new TrafficManagerExternalEndpoint(this, site.origin ? "origin" : `standby-${site.name}`, {
      name: site.name,
      profileId: profile.id,
      target: ingressHost(site),
      priority,
      enabled: !site.fenced,
      alwaysServeEnabled: false,
      customHeader: [{ name: "host", value: siteName(site) }],
    });
  }

  private record(
    id: string,
    zoneName: string,
    config: Pick<DnsCnameRecordConfig, "name" | "record" | "targetResourceId">,
  ) {
    new DnsCnameRecord(this, id, {
      ...config,
      zoneName,
      resourceGroupName: this.resourceGroup,
      ttl: ttlSeconds,
      tags: { ...this.props.tags },
    });
  }
}
