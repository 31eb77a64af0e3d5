import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { mentions, refusal } from "../lookups";
import { textOf } from "../values";
import { azureError, notFound } from "./errors";
import { groupId, thingOfId } from "./ids";
import { named } from "./named";

const zoneType = "azurerm_dns_zone";
const privateType = "azurerm_private_dns_zone";

const soa = (name: string): Fields => ({
  email: "azuredns-hostmaster.microsoft.com",
  expire_time: 2_419_200,
  fqdn: `${name}.`,
  host_name: "ns1-01.azure-dns.com.",
  minimum_ttl: 300,
  refresh_time: 3600,
  retry_time: 300,
  serial_number: 1,
  tags: {},
  ttl: 3600,
});

function zoneId(asked: Fields, argument: string, kind: string, context: Context): string {
  const group = groupId(context, textOf(asked, "resource_group_name"));
  return `${group}/providers/Microsoft.Network/${kind}/${textOf(asked, argument)}`;
}

/** Zones and their records. They are global: no region's outage takes them, whatever their group's is. */
export const dns: Service = {
  [zoneType]: named(
    { type: zoneType, id: "{group}/providers/Microsoft.Network/dnsZones/{name}" },
    {
      region: () => null,
      gives: (asked, { digits }) => {
        const set = 1 + (parseInt(digits(2, "zone", textOf(asked, "name")), 16) % 9);
        return {
          name_servers: ["com", "net", "org", "info"].map((end, index) => `ns${index + 1}-0${set}.azure-dns.${end}.`),
          max_number_of_record_sets: 10_000,
          number_of_record_sets: 2,
          soa_record: [soa(textOf(asked, "name"))],
        };
      },
    },
  ),

  azurerm_dns_cname_record: named(
    { type: "azurerm_dns_cname_record", id: "{group}/providers/Microsoft.Network/dnsZones/{zone_name}/CNAME/{name}" },
    {
      region: () => null,
      gives: (asked) => ({ fqdn: `${textOf(asked, "name")}.${textOf(asked, "zone_name")}.` }),
      refuses: (asked, context) => {
        const zone = zoneId(asked, "zone_name", "dnsZones", context);
        const target = textOf(asked, "target_resource_id");
        return refusal(
          context.find(zoneType, zone) === undefined
            ? azureError(
                404,
                "ParentResourceNotFound",
                `Failed to perform 'write' on resource(s) of type 'dnszones/CNAME', because the parent resource '${zone}' could not be found.`,
              )
            : undefined,
          target !== "" && thingOfId(context, target) === undefined ? notFound(target) : undefined,
        );
      },
    },
  ),

  [privateType]: named(
    { type: privateType, id: "{group}/providers/Microsoft.Network/privateDnsZones/{name}" },
    {
      region: () => null,
      gives: (asked) => ({
        max_number_of_record_sets: 25_000,
        max_number_of_virtual_network_links: 1000,
        max_number_of_virtual_network_links_with_registration: 100,
        number_of_record_sets: 1,
        soa_record: [
          {
            ...soa(textOf(asked, "name")),
            email: "azureprivatedns-host.microsoft.com",
            host_name: "azureprivatedns.net",
            minimum_ttl: 10,
          },
        ],
      }),
      keeps: (there, context) => {
        const [link] = mentions(
          context,
          [textOf(there, "name")],
          [["azurerm_private_dns_zone_virtual_network_link", "private_dns_zone_name"]],
        ).filter(
          ({ attributes }) => textOf(attributes, "resource_group_name") === textOf(there, "resource_group_name"),
        );
        return (
          link &&
          azureError(
            409,
            "CannotDeleteResource",
            `Can not delete resource before nested resources are deleted: ${link.id}.`,
          )
        );
      },
    },
  ),

  azurerm_private_dns_zone_virtual_network_link: named(
    {
      type: "azurerm_private_dns_zone_virtual_network_link",
      id: "{group}/providers/Microsoft.Network/privateDnsZones/{private_dns_zone_name}/virtualNetworkLinks/{name}",
      names: ["virtual_network_id"],
    },
    {
      region: () => null,
      gives: () => ({ resolution_policy: "Default" }),
      refuses: (asked, context) => {
        const zone = zoneId(asked, "private_dns_zone_name", "privateDnsZones", context);
        return context.find(privateType, zone) === undefined ? notFound(zone) : undefined;
      },
    },
  ),
};
