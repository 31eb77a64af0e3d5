import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { textOf } from "../values";
import { googleError } from "./errors";
import { named } from "./named";
import { decimal, projectOf } from "./names";

const zoneType = "google_dns_managed_zone";
const recordType = "google_dns_record_set";

/** Cloud DNS gives each zone one of its sets of four servers. */
const serverSets = ["a", "b", "c", "d", "e"] as const;

const recordId = "projects/{project}/managedZones/{managed_zone}/rrsets/{name}/{type}";

function zoneOf(asked: Fields, context: Context) {
  return context.find(zoneType, `projects/${projectOf(asked, context)}/managedZones/${textOf(asked, "managed_zone")}`);
}

/** Zones and records: global, answered by a data plane that no region's outage takes. */
export const dns: Service = {
  [zoneType]: named(
    {
      id: "projects/{project}/managedZones/{name}",
      taken: (_, asked) =>
        `Error creating ManagedZone: ${googleError(409, `The resource 'entity.managedZone' named '${textOf(asked, "name")}' already exists`, "alreadyExists")}`,
    },
    {
      region: () => null,
      gives: (asked, { digits }) => {
        const set = serverSets[parseInt(digits(4, "zone", textOf(asked, "name")), 16) % serverSets.length] ?? "a";
        return {
          managed_zone_id: Number(decimal(15, digits, "zone", textOf(asked, "name"))),
          name_servers: [1, 2, 3, 4].map((number) => `ns-cloud-${set}${number}.googledomains.com.`),
          creation_time: new Date().toISOString(),
          cloud_logging_config: [{ enable_logging: false }],
          dnssec_config: [],
        };
      },
      keeps: (there, { things }) => {
        const holds = things(recordType).some(
          ({ attributes }) => textOf(attributes, "managed_zone") === textOf(there, "name"),
        );
        return holds && there["force_destroy"] !== true
          ? googleError(
              400,
              `The resource named '${textOf(there, "name")}' cannot be deleted because it contains one or more 'resource records'.`,
              "containerNotEmpty",
            )
          : undefined;
      },
    },
  ),

  [recordType]: named(
    {
      id: recordId,
      taken: (_, asked) =>
        `Error creating DNS RecordSet: ${googleError(409, `The resource 'entity.change.additions[0]' named '${textOf(asked, "name")} (${textOf(asked, "type")})' already exists`, "alreadyExists")}`,
    },
    {
      region: () => null,
      refuses: (asked, context) => {
        const zone = zoneOf(asked, context);
        if (zone === undefined)
          return googleError(
            404,
            `The 'parameters.managedZone' resource named '${textOf(asked, "managed_zone")}' does not exist.`,
            "notFound",
          );
        const domain = textOf(zone.attributes, "dns_name");
        return textOf(asked, "name") === domain || textOf(asked, "name").endsWith(`.${domain}`)
          ? undefined
          : googleError(
              400,
              `Invalid value for 'entity.change.additions[0].name': '${textOf(asked, "name")}' is not in zone '${domain}'`,
              "invalid",
            );
      },
    },
  ),
};
