import { NatGateway } from "@cdktf/provider-azurerm/lib/nat-gateway";
import { NatGatewayPublicIpAssociation } from "@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association";
import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { NetworkWatcherFlowLog } from "@cdktf/provider-azurerm/lib/network-watcher-flow-log";
import { PrivateDnsZone } from "@cdktf/provider-azurerm/lib/private-dns-zone";
import { PrivateDnsZoneVirtualNetworkLink } from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link";
import { PublicIp } from "@cdktf/provider-azurerm/lib/public-ip";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import { SubnetNatGatewayAssociation } from "@cdktf/provider-azurerm/lib/subnet-nat-gateway-association";
import { SubnetNetworkSecurityGroupAssociation } from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { privateZones, resourceGroup, sealedStorage } from "../core/azure";
import { keep } from "../core/lifecycle";
import { boundedName } from "../core/naming";
import type { AzureSite } from "../core/site";
import { flowLogDays, type Network, type NetworkProps, tiers } from "./contract";

/** Azure creates a network watcher of this name in each region with the first virtual network there. */
const networkWatcher = (region: string) => ({ group: "NetworkWatcherRG", name: `NetworkWatcher_${region}` });

type Tier = "public" | "nodes" | "data";

/** A virtual network with a subnet a zone for nodes, so that each zone can have its own NAT gateway. */
export class AzureNetwork extends Construct implements Network {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly data: readonly string[];
  readonly ready: ITerraformDependable[];
  private readonly site: AzureSite;
  private readonly group: string;
  private readonly vnet: VirtualNetwork;

  constructor(scope: Construct, id: string, { site, egress = "zonal" }: NetworkProps<AzureSite>) {
    super(scope, id);
    this.site = site;
    this.group = resourceGroup(this, site);
    this.vnet = new VirtualNetwork(this, "vnet", { ...this.named(), addressSpace: [site.cidr] });
    const { nodes, allData, allPublic } = tiers(site.cidr);

    const closed = this.rules("closed", []);
    const open = this.rules("public", ["80", "443"]);
    this.subnet("public", "public", allPublic, open);
    const dataSubnet = this.subnet("data", "data", allData, closed);
    const nodeSubnets = nodes.map((range, index) => this.subnet("nodes", `nodes-${index + 1}`, range, closed));
    const exits = nodeSubnets.map((subnet, index) => {
      const gateway = egress === "zonal" || index === 0 ? this.exit(index + 1, egress) : undefined;
      return { subnet, gateway };
    });
    const [first] = exits;
    const ready = exits.flatMap(({ subnet, gateway = first?.gateway }, index) =>
      gateway === undefined
        ? []
        : [
            new SubnetNatGatewayAssociation(this, `nodes-${index + 1}-out`, {
              subnetId: subnet.id,
              natGatewayId: gateway.id,
            }),
          ],
    );
    const zones = Object.entries(privateZones).map(([service, zone]) => this.privateZone(service, zone));
    this.flowLogs();

    this.id = this.vnet.id;
    this.nodes = nodeSubnets.map((subnet) => subnet.id);
    this.data = [dataSubnet.id];
    this.ready = [...ready, ...zones];
  }

  private named(ending = "") {
    const { id, region, tags } = this.site;
    return { name: `${id}${ending}`, location: region, resourceGroupName: this.group, tags: { ...tags } };
  }

  /** Denies what comes from outside the network, but for `ports`. */
  private rules(id: string, ports: readonly string[]): NetworkSecurityGroup {
    const rule = {
      protocol: "Tcp",
      sourcePortRange: "*",
      direction: "Inbound",
      destinationAddressPrefix: "*",
    } as const;
    const allowed = ports.map((port, index) => ({
      ...rule,
      name: `allow-${port}`,
      priority: 100 + index,
      access: "Allow",
      sourceAddressPrefix: "Internet",
      destinationPortRange: port,
    }));
    const denied = {
      ...rule,
      name: "deny-internet",
      protocol: "*",
      priority: 4000,
      access: "Deny",
      sourceAddressPrefix: "Internet",
      destinationPortRange: "*",
    };
    return new NetworkSecurityGroup(this, `${id}-rules`, {
      ...this.named(`-${id}`),
      securityRule: [...allowed, denied],
    });
  }

  private subnet(tier: Tier, name: string, range: string, rules: NetworkSecurityGroup): Subnet {
    const subnet = new Subnet(this, name, {
      name,
      resourceGroupName: this.group,
      virtualNetworkName: this.vnet.name,
      addressPrefixes: [range],
      // What leaves, leaves by the NAT gateway: Azure's own way out is off.
      defaultOutboundAccessEnabled: false,
      privateEndpointNetworkPolicies: tier === "data" ? "Enabled" : "Disabled",
      privateLinkServiceNetworkPoliciesEnabled: true,
    });
    new SubnetNetworkSecurityGroupAssociation(this, `${name}-closed`, {
      subnetId: subnet.id,
      networkSecurityGroupId: rules.id,
    });
    return subnet;
  }

  private exit(zone: number, egress: "zonal" | "shared"): NatGateway {
    const named = this.named(`-exit-${zone}`);
    // A NAT gateway stands in one zone or in none in particular; only its address can span zones.
    const zones = egress === "zonal" ? [String(zone)] : undefined;
    const address = new PublicIp(this, `exit-${zone}`, {
      ...named,
      sku: "Standard",
      allocationMethod: "Static",
      zones: zones ?? [...this.site.zones],
    });
    const gateway = new NatGateway(this, `nat-${zone}`, { ...named, skuName: "Standard", ...(zones && { zones }) });
    new NatGatewayPublicIpAssociation(this, `nat-${zone}-address`, {
      natGatewayId: gateway.id,
      publicIpAddressId: address.id,
    });
    return gateway;
  }

  private privateZone(service: string, name: string): PrivateDnsZoneVirtualNetworkLink {
    const { id, tags } = this.site;
    const zone = new PrivateDnsZone(this, `zone-${service}`, {
      name,
      resourceGroupName: this.group,
      tags: { ...tags },
    });
    return new PrivateDnsZoneVirtualNetworkLink(this, `zone-${service}-link`, {
      name: id,
      resourceGroupName: this.group,
      privateDnsZoneName: zone.name,
      virtualNetworkId: this.vnet.id,
      tags: { ...tags },
    });
  }

  private flowLogs(): void {
    const { id, region, subscription, tags } = this.site;
    const store = new StorageAccount(this, "flow-logs", {
      ...this.named(),
      ...sealedStorage(),
      name: boundedName(id.replaceAll("-", ""), [subscription, id, "flow"], 24, ""),
      accountReplicationType: "ZRS",
      lifecycle: keep,
    });
    const { group, name } = networkWatcher(region);
    new NetworkWatcherFlowLog(this, "flow-log", {
      name: `${id}-flow`,
      resourceGroupName: group,
      networkWatcherName: name,
      location: region,
      targetResourceId: this.vnet.id,
      storageAccountId: store.id,
      enabled: true,
      version: 2,
      retentionPolicy: { enabled: true, days: flowLogDays },
      tags: { ...tags },
    });
  }
}
