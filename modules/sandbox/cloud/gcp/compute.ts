import type { Fields } from "../../protocol/values";
import type { Behaviour, Context, Service } from "../behaviour";
import { bodiesOf, type Mention, mentions, refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { computeInUse, computeMissing, googleError } from "./errors";
import { computeApi, named } from "./named";
import { missingNetworks, subnetworkId } from "./network-names";
import { gatewayOf, wrongRanges } from "./ranges";
import { benchmarkAddress, decimal, idIn, projectOf, regionOfLocation } from "./names";

/** What a project may have of a type, where Google's default is low enough to be met (Compute Engine, "Allocation quotas"). */
const quotas: Readonly<Record<string, readonly [limit: number, metric: string]>> = {
  google_compute_network: [15, "NETWORKS"],
  google_compute_router: [20, "ROUTERS"],
  google_compute_subnetwork: [275, "SUBNETWORKS"],
};

/** Who can stand in the way of a network's removal, and where they name it. */
const networkUsers: readonly Mention[] = [
  ["google_compute_subnetwork", "network"],
  ["google_compute_firewall", "network"],
  ["google_compute_router", "network"],
  ["google_compute_global_address", "network"],
  ["google_container_cluster", "network"],
  ["google_sql_database_instance", "settings.ip_configuration.private_network"],
];

const subnetworkUsers: readonly Mention[] = [
  ["google_compute_router_nat", "subnetwork.name"],
  ["google_container_cluster", "subnetwork"],
];

const addressUsers: readonly Mention[] = [
  ["google_service_networking_connection", "reserved_peering_ranges"],
  ["google_dns_record_set", "rrdatas"],
];

const taken = (id: string) => googleError(409, `The resource '${id}' already exists`, "alreadyExists");

function overQuota(type: string, asked: Fields, context: Context): string | undefined {
  const [limit = Infinity, metric = ""] = quotas[type] ?? [];
  const project = projectOf(asked, context);
  const count = context.things(type).filter(({ attributes }) => textOf(attributes, "project") === project).length;
  return count < limit
    ? undefined
    : googleError(403, `Quota '${metric}' exceeded.  Limit: ${limit}.0 globally.`, "quotaExceeded");
}

const isNew = (before: Fields | undefined) => before === undefined;

function namesOf(thing: Fields): readonly string[] {
  return [textOf(thing, "id"), textOf(thing, "self_link"), textOf(thing, "name")].filter((text) => text !== "");
}

function keptWhileUsed(
  kind: string,
  places: readonly Mention[],
  alsoBy: (thing: Fields) => readonly string[] = () => [],
) {
  return (thing: Fields, context: Context): string | undefined => {
    const [user] = mentions(context, [...namesOf(thing).slice(0, 2), ...alsoBy(thing)], places);
    return user && computeInUse(kind, textOf(thing, "id"), user.id);
  };
}

const onNetwork = (more: Behaviour = {}): Behaviour => ({
  ...more,
  refuses: (asked, context, before, state) =>
    refusal(missingNetworks(asked, "network", context), more.refuses?.(asked, context, before, state)),
});

const global = { region: () => null } as const;

/** Networks and what is in them. */
export const compute: Service = {
  google_compute_network: named(
    { id: "projects/{project}/global/networks/{name}", api: computeApi, taken },
    {
      ...global,
      gives: (asked, context) => {
        const number = decimal(19, context.digits, "network", projectOf(asked, context), textOf(asked, "name"));
        return {
          network_id: number,
          numeric_id: number,
          gateway_ipv4: "",
          internal_ipv6_range: "",
          mtu: 0,
          routing_mode: "REGIONAL",
          bgp_best_path_selection_mode: "LEGACY",
          bgp_inter_region_cost: "",
        };
      },
      refuses: (asked, context, before) =>
        isNew(before) ? overQuota("google_compute_network", asked, context) : undefined,
      keeps: keptWhileUsed("network", networkUsers),
    },
  ),

  google_compute_subnetwork: named(
    { id: "projects/{project}/regions/{region}/subnetworks/{name}", api: computeApi, taken },
    onNetwork({
      gives: (asked, { place, digits }) => ({
        region: textOf(asked, "region") || place.region,
        gateway_address: gatewayOf(textOf(asked, "ip_cidr_range")),
        fingerprint: digits(12, "fingerprint", textOf(asked, "name")),
        external_ipv6_prefix: "",
        internal_ipv6_prefix: "",
        ipv6_cidr_range: "",
        ipv6_gce_endpoint: "",
        private_ipv6_google_access: "DISABLE_GOOGLE_ACCESS",
        purpose: "PRIVATE",
        stack_type: "IPV4_ONLY",
        state: "",
        subnetwork_id: Number(decimal(15, digits, "subnetwork", textOf(asked, "name"))),
      }),
      refuses: (asked, context, before) =>
        refusal(
          isNew(before) ? overQuota("google_compute_subnetwork", asked, context) : undefined,
          wrongRanges(asked, context, before),
        ),
      keeps: keptWhileUsed("subnetwork", subnetworkUsers),
    }),
  ),

  google_compute_firewall: named(
    { id: "projects/{project}/global/firewalls/{name}", api: computeApi, taken },
    onNetwork({ ...global, gives: () => ({ direction: "INGRESS", enable_logging: null }) }),
  ),

  google_compute_router: named(
    { id: "projects/{project}/regions/{region}/routers/{name}", api: computeApi, taken },
    onNetwork({
      gives: (asked, { place }) => ({ region: textOf(asked, "region") || place.region }),
      refuses: (asked, context, before) =>
        isNew(before) ? overQuota("google_compute_router", asked, context) : undefined,
      keeps: (router, context) => {
        const nats = mentions(context, [textOf(router, "name")], [["google_compute_router_nat", "router"]]);
        const nat = nats.find(({ region }) => region === textOf(router, "region"));
        return nat && computeInUse("router", textOf(router, "id"), nat.id);
      },
    }),
  ),

  google_compute_router_nat: named(
    { id: "{project}/{region}/{router}/{name}", taken },
    {
      gives: (asked, { place }) => ({
        region: textOf(asked, "region") || place.region,
        auto_network_tier: "PREMIUM",
        enable_dynamic_port_allocation: false,
        enable_endpoint_independent_mapping: false,
        endpoint_types: ["ENDPOINT_TYPE_VM"],
      }),
      refuses: (asked, context) => {
        const region = textOf(asked, "region") || (context.place.region ?? "");
        const routers = `projects/${projectOf(asked, context)}/regions/${region}/routers`;
        const router = idIn(routers, textOf(asked, "router"));
        const subnetworks = textsAt(asked, ["subnetwork", "name"]).map((name) =>
          subnetworkId(asked, name, region, context),
        );
        return refusal(
          context.find("google_compute_router", router) === undefined ? computeMissing(router) : undefined,
          subnetworks.filter((id) => context.find("google_compute_subnetwork", id) === undefined).map(computeMissing),
        );
      },
    },
  ),

  google_compute_global_address: named(
    { id: "projects/{project}/global/addresses/{name}", api: computeApi, taken },
    onNetwork({
      ...global,
      gives: (asked, context) => ({
        address: benchmarkAddress(context.digits, projectOf(asked, context), textOf(asked, "name")),
        prefix_length: 0,
        label_fingerprint: context.digits(11, "labels", textOf(asked, "name")),
      }),
      keeps: keptWhileUsed("address", addressUsers, (address) => [textOf(address, "name"), textOf(address, "address")]),
    }),
  ),

  google_compute_health_check: named(
    { id: "projects/{project}/global/healthChecks/{name}", api: computeApi, taken },
    {
      ...global,
      gives: (asked) => ({
        type:
          Object.keys(asked)
            .filter((name) => name.endsWith("_health_check") && bodiesOf(asked, name).length > 0)
            .map((name) => name.replace("_health_check", "").toUpperCase())[0] ?? "",
      }),
      refuses: (asked) => {
        const wrong = textsAt(asked, ["source_regions"]).filter((name) => regionOfLocation(name) === null);
        return refusal(
          wrong.map((name) =>
            googleError(400, `Invalid value for field 'resource.sourceRegions': '${name}'.`, "invalid"),
          ),
        );
      },
      keeps: keptWhileUsed("healthCheck", [["google_dns_record_set", "routing_policy.health_check"]]),
    },
  ),
};
