import type { Fields } from "../../protocol/values";
import type { Behaviour, Service } from "../behaviour";
import { bodiesOf, blockOf, refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { missingNetworks, subnetworkId } from "./network-names";
import { computeMissing, googleError } from "./errors";
import { keyTrouble } from "./kms";
import { named } from "./named";
import { benchmarkAddress, projectOf, regionOfId, regionOfLocation } from "./names";

const clusterType = "google_container_cluster";
const poolType = "google_container_node_pool";

/** The version that a cluster gets on the regular channel. */
const version = "1.33.5-gke.1162000";

const api = "https://container.googleapis.com/v1/";

const taken = (id: string) => googleError(409, `Already exists: ${id}.`, "alreadyExists");

/** What a node is when nothing is asked. */
const node: Fields = { logging_variant: "DEFAULT", min_cpu_platform: "" };

const cluster: Behaviour = {
  region: (asked, { place }) => regionOfLocation(textOf(asked, "location")) ?? place.region,
  gives: (asked, context) => {
    const name = textOf(asked, "name");
    const location = textOf(asked, "location") || (context.place.region ?? "");
    const address = benchmarkAddress(context.digits, projectOf(asked, context), "cluster", name);
    return {
      location,
      endpoint: address,
      master_version: version,
      node_version: version,
      operation: "",
      services_ipv4_cidr: servicesOf(asked),
      label_fingerprint: context.digits(8, "labels", name),
      logging_service: "logging.googleapis.com/kubernetes",
      monitoring_service: "monitoring.googleapis.com/kubernetes",
      networking_mode: "VPC_NATIVE",
      private_ipv6_google_access: "",
      tpu_ipv4_cidr_block: "",
      enable_intranode_visibility: false,
      control_plane_endpoints_config: [
        { dns_endpoint_config: [{ endpoint: `gke-${context.digits(32, "cluster", name)}.${location}.gke.goog` }] },
      ],
      node_config: [node],
      private_cluster_config: [
        {
          peering_name: "",
          private_endpoint: benchmarkAddress(context.digits, "private", name),
          public_endpoint: address,
        },
      ],
      master_auth: [
        {
          cluster_ca_certificate: Buffer.from(`ca of ${name}`).toString("base64"),
          client_certificate: "",
          client_key: "",
        },
      ],
    };
  },
  refuses: (asked, context, before) => {
    if (before !== undefined) return undefined;
    const region = regionOfLocation(textOf(asked, "location")) ?? context.place.region ?? "";
    const subnetwork = textOf(asked, "subnetwork");
    const id = subnetworkId(asked, subnetwork, region, context);
    const found = context.find("google_compute_subnetwork", id);
    const ranges =
      found === undefined
        ? []
        : bodiesOf(found.attributes, "secondary_ip_range").map((body) => textOf(body, "range_name"));
    const wanted = ["cluster_secondary_range_name", "services_secondary_range_name"].flatMap((name) =>
      textsAt(asked, ["ip_allocation_policy", name]),
    );
    return refusal(
      /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/.test(textOf(asked, "name"))
        ? undefined
        : googleError(
            400,
            `Cluster.name "${textOf(asked, "name")}" must be at most 40 lowercase letters, digits and hyphens, and start with a letter.`,
            "badRequest",
          ),
      missingNetworks(asked, "network", context),
      subnetwork !== "" && found === undefined ? computeMissing(id) : undefined,
      found === undefined
        ? []
        : wanted
            .filter((name) => !ranges.includes(name))
            .map((name) =>
              googleError(
                400,
                `Pod or services secondary range "${name}" not found in subnet "${textOf(found.attributes, "name")}".`,
                "badRequest",
              ),
            ),
      keyTrouble(textOf(blockOf(asked, "database_encryption"), "key_name"), "container", region, context),
    );
  },
  keeps: (there) =>
    there["deletion_protection"] === true
      ? "Cannot destroy cluster because deletion_protection is set to true. Set it to false to proceed with cluster deletion."
      : undefined,
};

function servicesOf(asked: Fields): string {
  return textOf(blockOf(asked, "ip_allocation_policy"), "services_ipv4_cidr_block");
}

const clusterId = (asked: Fields) => textOf(asked, "cluster");

const pool: Behaviour = {
  region: (asked, { place }) =>
    regionOfId(`${clusterId(asked)}/`) ?? regionOfLocation(textOf(asked, "location")) ?? place.region,
  gives: (asked, context) => {
    const [, project = "", location = "", name = ""] =
      /^projects\/([^/]+)\/locations\/([^/]+)\/clusters\/([^/]+)$/.exec(clusterId(asked)) ?? [];
    const cluster = context.find(clusterType, clusterId(asked))?.attributes ?? {};
    const ranges = blockOf(cluster, "ip_allocation_policy");
    return {
      node_config: [node],
      network_config: [
        { pod_range: textOf(ranges, "cluster_secondary_range_name"), subnetwork: textOf(cluster, "subnetwork") },
      ],
      id: `${clusterId(asked)}/nodePools/${textOf(asked, "name")}`,
      project: project || projectOf(asked, context),
      location,
      name_prefix: "",
      version,
      operation: "",
      node_count: 1,
      initial_node_count: 1,
      managed_instance_group_urls: [],
      instance_group_urls: textsAt(asked, ["node_locations"]).map(
        (zone) =>
          `https://www.googleapis.com/compute/v1/projects/${project}/zones/${zone}/instanceGroupManagers/gke-${name}-${textOf(asked, "name")}`,
      ),
    };
  },
  unique: (asked) => {
    const id = `${clusterId(asked)}/nodePools/${textOf(asked, "name")}`;
    return { key: id, taken: `error creating NodePool: ${taken(id)}` };
  },
  refers: {
    cluster: {
      type: clusterType,
      missing: (id) => `error creating NodePool: ${googleError(404, `Not found: ${id}.`, "notFound")}`,
    },
    "node_config.service_account": {
      type: "google_service_account",
      by: "email",
      missing: (email) =>
        `error creating NodePool: ${googleError(400, `Service account "${email}" does not exist.`, "badRequest")}`,
    },
  },
};

/** Clusters and their nodes. */
export const container: Service = {
  [clusterType]: named({ id: "projects/{project}/locations/{location}/clusters/{name}", api, taken }, cluster),
  [poolType]: pool,
};
