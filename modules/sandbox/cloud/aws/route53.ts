import type { Fields } from "../../protocol/values";
import type { Context, Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf } from "../values";
import { errorsOf } from "./errors";
import { naming } from "./lookups";
import { globalArn, uuid } from "./names";

/**
 * Zones, records and health checks are looked at and changed in one region for the whole world; what answers for names and
 * probes is everywhere (Route 53 developer guide, disaster recovery). Accelerated recovery of a zone brings changes back
 * within the hour that follows the loss of this region: no outage here lasts as long.
 */
const controlPlane = "us-east-1";

/** Domains of Route 53's name servers. */
const nameServerDomains = ["com", "net", "org", "co.uk"] as const;

const changing = (zone: string) => errorsOf(`creating Route53 Record (${zone})`, "Route 53: ChangeResourceRecordSets");
const checking = errorsOf("creating Route53 Health Check", "Route 53: CreateHealthCheck");

function zone(asked: Fields, context: Context): Fields {
  const id = textOf(asked, "id") || `Z${uuid({}).replaceAll("-", "").slice(0, 19).toUpperCase()}`;
  const servers = nameServerDomains.map((domain, index) => {
    const number = Number.parseInt(context.digits(3, id, domain), 16) % 512;
    return `ns-${index * 512 + number}.awsdns-${String(number % 64).padStart(2, "0")}.${domain}`;
  });
  return {
    id,
    zone_id: id,
    arn: globalArn("route53", `hostedzone/${id}`, context, ""),
    enable_accelerated_recovery: false,
    name_servers: servers.toSorted(),
    primary_name_server: servers[0] ?? "",
  };
}

const absolute = (name: string) => name.replace(/\.?$/, ".").toLowerCase();

function keyOfRecord(asked: Fields): string {
  return ["zone_id", "name", "type", "set_identifier"]
    .map((part) => textOf(asked, part))
    .join(" ")
    .toLowerCase();
}

function nameIn(asked: Fields, context: Context): string | undefined {
  const parent = context.find("aws_route53_zone", textOf(asked, "zone_id"));
  if (parent === undefined) return undefined;
  const [name, domain] = [absolute(textOf(asked, "name")), absolute(textOf(parent.attributes, "name"))];
  if (name === domain || name.endsWith(`.${domain}`)) return undefined;
  const says = `[RRSet with DNS name ${name} is not permitted in zone ${domain}]`;
  return changing(parent.id)("InvalidChangeBatch", says);
}

/** One name is an alias for another, or has records of its own. */
function aliasConflict(asked: Fields, context: Context): string | undefined {
  const type = textOf(asked, "type");
  const others = naming(context, "aws_route53_record", "zone_id", textOf(asked, "zone_id")).filter(
    ({ attributes }) =>
      absolute(textOf(attributes, "name")) === absolute(textOf(asked, "name")) && textOf(attributes, "type") !== type,
  );
  const clash = type === "CNAME" ? others.length > 0 : others.some(({ attributes }) => attributes["type"] === "CNAME");
  const says = `[RRSet of type ${type} with DNS name ${absolute(textOf(asked, "name"))} is not permitted as it conflicts with other records with the same DNS name in zone]`;
  return clash ? changing(textOf(asked, "zone_id"))("InvalidChangeBatch", says) : undefined;
}

/** Hosted zones, their records, and health checks. */
export const route53: Service = {
  aws_route53_zone: {
    region: () => controlPlane,
    gives: zone,
    keeps: (there, context) => {
      const id = textOf(there, "id");
      const own = naming(context, "aws_route53_record", "zone_id", id);
      if (own.length === 0 || there["force_destroy"] === true) return undefined;
      const says = "The specified hosted zone contains non-required resource record sets and so cannot be deleted.";
      return errorsOf(`deleting Route53 Hosted Zone (${id})`, "Route 53: DeleteHostedZone")("HostedZoneNotEmpty", says);
    },
  },
  aws_route53_record: {
    region: () => controlPlane,
    gives: (asked) => {
      const parts = ["zone_id", "name", "type", "set_identifier"].map((part) => textOf(asked, part));
      return { id: parts.filter((part) => part !== "").join("_"), fqdn: textOf(asked, "name") };
    },
    unique: (asked) => {
      const set = textOf(asked, "set_identifier");
      const says = `[Tried to create resource record set [name='${absolute(textOf(asked, "name"))}', type='${textOf(asked, "type")}'${set === "" ? "" : `, set identifier='${set}'`}] but it already exists]`;
      const taken = changing(textOf(asked, "zone_id"))("InvalidChangeBatch", says);
      return asked["allow_overwrite"] === true ? undefined : { key: keyOfRecord(asked), taken };
    },
    refers: {
      zone_id: {
        type: "aws_route53_zone",
        missing: (id) => changing(id)("NoSuchHostedZone", `No hosted zone found with ID: ${id}`),
      },
      health_check_id: {
        type: "aws_route53_health_check",
        missing: (id) => changing(id)("NoSuchHealthCheck", `No health check exists with the specified ID ${id}.`),
      },
    },
    refuses: (asked, context) => refusal(nameIn(asked, context), aliasConflict(asked, context)),
  },
  aws_route53_health_check: {
    region: () => controlPlane,
    gives: (asked, context) => {
      const id = uuid(asked);
      return {
        id,
        arn: globalArn("route53", `healthcheck/${id}`, context, ""),
        enable_sni: false,
        failure_threshold: 0,
        regions: [],
        triggers: {},
      };
    },
    refers: {
      child_healthchecks: {
        type: "aws_route53_health_check",
        missing: (id) => checking("InvalidInput", `Invalid parameter : Child health check ${id} does not exist`),
      },
      routing_control_arn: {
        type: "aws_route53recoverycontrolconfig_routing_control",
        by: "arn",
        missing: (arn) => checking("InvalidInput", `Invalid parameter : Routing control ${arn} does not exist`),
      },
    },
    refuses: (asked, _, before) =>
      before !== undefined &&
      textOf(asked, "type") === "RECOVERY_CONTROL" &&
      asked["invert_healthcheck"] !== before["invert_healthcheck"]
        ? errorsOf(`updating Route53 Health Check (${textOf(asked, "id")})`, "Route 53: UpdateHealthCheck")(
            "InvalidInput",
            "Invalid parameter : Update is not supported for this health check type.",
          )
        : undefined,
  },
};
