import { contains, overlaps, parseCidr } from "../../../core/cidr";
import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { type Mention, mentions, refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { azureError, notFound } from "./errors";
import { groupId, uuid } from "./ids";
import { named } from "./named";

const subnetType = "azurerm_subnet";

/** Who can be in a subnet, and where they name it. */
const subnetUsers: readonly Mention[] = [
  ["azurerm_private_endpoint", "subnet_id"],
  ["azurerm_kubernetes_cluster", "default_node_pool.vnet_subnet_id"],
  ["azurerm_kubernetes_cluster", "api_server_access_profile.subnet_id"],
  ["azurerm_kubernetes_cluster_node_pool", "vnet_subnet_id"],
  ["azurerm_postgresql_flexible_server", "delegated_subnet_id"],
];

/** Public addresses of a subscription in one region, and networks (Azure, "Networking limits"). */
const limits = { publicAddresses: 1000, networks: 1000 } as const;

function inUse(code: string, kind: string, places: readonly Mention[]) {
  return (there: Fields, context: Context): string | undefined => {
    const [user] = mentions(context, [textOf(there, "id")], places);
    return (
      user && azureError(400, code, `${kind} ${textOf(there, "name")} is in use by ${user.id} and cannot be deleted.`)
    );
  };
}

/** What Azure says of a subnet's ranges: outside of its network, or one that another subnet has. */
function wrongRanges(asked: Fields, network: Fields, context: Context): readonly string[] {
  const name = textOf(asked, "name");
  const rangesAt = (fields: Fields, path: string) => textsAt(fields, [path]).flatMap((cidr) => parseCidr(cidr) ?? []);
  const space = rangesAt(network, "address_space");
  const others = context
    .things(subnetType)
    .filter(
      ({ attributes }) =>
        textOf(attributes, "virtual_network_name") === textOf(network, "name") &&
        textOf(attributes, "resource_group_name") === textOf(network, "resource_group_name") &&
        textOf(attributes, "name") !== name,
    )
    .flatMap(({ attributes }) => rangesAt(attributes, "address_prefixes"));
  return textsAt(asked, ["address_prefixes"]).flatMap((cidr) => {
    const range = parseCidr(cidr);
    const network_ = `virtual network '${textOf(network, "name")}'`;
    if (range === undefined)
      return [
        azureError(
          400,
          "InvalidCIDRNotation",
          `The address prefix ${cidr} in subnet ${name} has an invalid CIDR notation.`,
        ),
      ];
    if (!space.some((outer) => contains(outer, range)))
      return [
        azureError(
          400,
          "NetcfgSubnetRangeOutsideVnet",
          `Subnet '${name}' is not valid because its IP address range is outside the IP address range of ${network_}.`,
        ),
      ];
    if (others.some((other) => overlaps(other, range)))
      return [
        azureError(
          400,
          "NetcfgSubnetRangesOverlap",
          `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in ${network_}.`,
        ),
      ];
    return [];
  });
}

function networkOf(asked: Fields, context: Context) {
  const id = `${groupId(context, textOf(asked, "resource_group_name"))}/providers/Microsoft.Network/virtualNetworks/${textOf(asked, "virtual_network_name")}`;
  return { id, network: context.find("azurerm_virtual_network", id) };
}

const within = (asked: Fields, context: Context) =>
  context.find(subnetType, textOf(asked, "subnet_id"))?.region ?? null;

/** Networks and what is in them. */
export const network: Service = {
  azurerm_virtual_network: named(
    { type: "azurerm_virtual_network", id: "{group}/providers/Microsoft.Network/virtualNetworks/{name}" },
    {
      gives: (asked, context) => ({
        guid: uuid(context, "network", textOf(asked, "name")),
        dns_servers: [],
        subnet: [],
      }),
      refuses: (asked, { things }, before) =>
        refusal(
          textsAt(asked, ["address_space"])
            .filter((cidr) => parseCidr(cidr) === undefined)
            .map((cidr) =>
              azureError(400, "InvalidAddressPrefixFormat", `Address prefix ${cidr} has an invalid format.`),
            ),
          before === undefined && things("azurerm_virtual_network").length >= limits.networks
            ? azureError(
                400,
                "SubscriptionQuotaExceeded",
                `The subscription has ${limits.networks} virtual networks, of at most as many.`,
              )
            : undefined,
        ),
      keeps: (there, context) => {
        const links = mentions(
          context,
          [textOf(there, "id")],
          [["azurerm_private_dns_zone_virtual_network_link", "virtual_network_id"]],
        );
        const subnets = context.things(subnetType).filter(({ id }) => id.startsWith(`${textOf(there, "id")}/`));
        const [user] = [
          ...links,
          ...mentions(
            context,
            subnets.map(({ id }) => id),
            subnetUsers,
          ),
        ];
        return (
          user &&
          azureError(
            400,
            "InUseVirtualNetworkCannotBeDeleted",
            `Virtual network ${textOf(there, "name")} is in use by ${user.id} and cannot be deleted.`,
          )
        );
      },
    },
  ),

  [subnetType]: named(
    {
      type: subnetType,
      id: "{group}/providers/Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}",
    },
    {
      region: (asked, context) => networkOf(asked, context).network?.region ?? null,
      refuses: (asked, context) => {
        const { id, network: found } = networkOf(asked, context);
        return found === undefined ? notFound(id) : refusal(wrongRanges(asked, found.attributes, context));
      },
      keeps: inUse("InUseSubnetCannotBeDeleted", "Subnet", subnetUsers),
    },
  ),

  azurerm_network_security_group: named(
    { type: "azurerm_network_security_group", id: "{group}/providers/Microsoft.Network/networkSecurityGroups/{name}" },
    {
      gives: () => ({ security_rule: [] }),
      keeps: inUse("InUseNetworkSecurityGroupCannotBeDeleted", "Network security group", [
        ["azurerm_subnet_network_security_group_association", "network_security_group_id"],
      ]),
    },
  ),

  azurerm_nat_gateway: named(
    { type: "azurerm_nat_gateway", id: "{group}/providers/Microsoft.Network/natGateways/{name}" },
    {
      gives: (asked, context) => ({ resource_guid: uuid(context, "gateway", textOf(asked, "name")) }),
      keeps: inUse("InUseNatGatewayCannotBeDeleted", "NAT gateway", [
        ["azurerm_subnet_nat_gateway_association", "nat_gateway_id"],
      ]),
    },
  ),

  azurerm_public_ip: named(
    { type: "azurerm_public_ip", id: "{group}/providers/Microsoft.Network/publicIPAddresses/{name}" },
    {
      gives: (asked, { digits }) => {
        const label = textOf(asked, "domain_name_label");
        const [a = 0, b = 0, c = 0] = (digits(6, "address", textOf(asked, "name")).match(/../g) ?? []).map((pair) =>
          parseInt(pair, 16),
        );
        return {
          // An address that is nobody's (RFC 2544, benchmarking).
          ip_address: `198.${18 + (a % 2)}.${b}.${1 + (c % 254)}`,
          fqdn: label === "" ? "" : `${label}.${textOf(asked, "location")}.cloudapp.azure.com`,
        };
      },
      refuses: (asked, { things }, before) => {
        const there = things("azurerm_public_ip").filter(
          ({ attributes }) => textOf(attributes, "location") === textOf(asked, "location"),
        );
        return before === undefined && there.length >= limits.publicAddresses
          ? azureError(
              400,
              "PublicIPCountLimitReached",
              `Cannot create more than ${limits.publicAddresses} public IP addresses for this subscription in this region.`,
            )
          : undefined;
      },
      keeps: inUse("PublicIPAddressCannotBeDeleted", "Public IP address", [
        ["azurerm_nat_gateway_public_ip_association", "public_ip_address_id"],
      ]),
    },
  ),

  azurerm_nat_gateway_public_ip_association: named({
    type: "azurerm_nat_gateway_public_ip_association",
    id: "{nat_gateway_id}|{public_ip_address_id}",
    names: ["nat_gateway_id", "public_ip_address_id"],
    within: "nat_gateway_id",
  }),

  azurerm_subnet_nat_gateway_association: named(
    { type: "azurerm_subnet_nat_gateway_association", id: "{subnet_id}", names: ["subnet_id", "nat_gateway_id"] },
    { region: within },
  ),

  azurerm_subnet_network_security_group_association: named(
    {
      type: "azurerm_subnet_network_security_group_association",
      id: "{subnet_id}",
      names: ["subnet_id", "network_security_group_id"],
    },
    { region: within },
  ),

  azurerm_network_watcher_flow_log: named(
    {
      type: "azurerm_network_watcher_flow_log",
      id: "{group}/providers/Microsoft.Network/networkWatchers/{network_watcher_name}/flowLogs/{name}",
      names: ["storage_account_id", "target_resource_id"],
      within: "target_resource_id",
    },
    {
      gives: (asked, { find }) => ({
        location: find("azurerm_virtual_network", textOf(asked, "target_resource_id"))?.region ?? "",
        network_security_group_id: "",
      }),
    },
  ),
};
