import type { Service } from "../behaviour";
import { mentions } from "../lookups";
import { textOf, textsAt } from "../values";
import { groupId, lastOf, uuid } from "./ids";
import { named } from "./named";

/** Private endpoints: an address in a subnet for something that is outside of it. */
export const privateEndpoints: Service = {
  azurerm_private_endpoint: named(
    {
      type: "azurerm_private_endpoint",
      id: "{group}/providers/Microsoft.Network/privateEndpoints/{name}",
      names: [
        "subnet_id",
        "private_service_connection.private_connection_resource_id",
        "private_dns_zone_group.private_dns_zone_ids",
      ],
    },
    {
      gives: (asked, context) => {
        const subnet = context.find("azurerm_subnet", textOf(asked, "subnet_id"));
        const [prefix = "10.0.0.0/24"] = subnet === undefined ? [] : textsAt(subnet.attributes, ["address_prefixes"]);
        const taken = mentions(
          context,
          [textOf(asked, "subnet_id")],
          [["azurerm_private_endpoint", "subnet_id"]],
        ).length;
        // Azure keeps the first four addresses of a subnet for itself.
        const address = prefix.replace(/\d+\/\d+$/, String(4 + taken));
        const id = `${groupId(context, textOf(asked, "resource_group_name"))}/providers/Microsoft.Network`;
        const card = `${textOf(asked, "name")}.nic.${uuid(context, "nic", textOf(asked, "name"))}`;
        const zones = `${id}/privateEndpoints/${textOf(asked, "name")}/privateDnsZoneGroups/${textsAt(asked, ["private_dns_zone_group", "name"]).join("")}`;
        return {
          custom_dns_configs: [],
          network_interface: [{ id: `${id}/networkInterfaces/${card}`, name: card }],
          private_dns_zone_configs: textsAt(asked, ["private_dns_zone_group", "private_dns_zone_ids"]).map((zone) => ({
            id: `${zones}/privateDnsZoneConfigs/${lastOf(zone)}`,
            name: lastOf(zone),
            private_dns_zone_id: zone,
            record_sets: [],
          })),
          private_dns_zone_group: [{ id: zones }],
          private_service_connection: [{ private_ip_address: address }],
        };
      },
    },
  ),
};
