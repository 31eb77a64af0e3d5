import type { Fields } from "../../modules/sandbox/protocol/values";
import type { Ask } from "./simulated-provider";

/** Whose things they are. */
export const project = "acme-sandbox";

/** The project, as ids begin. */
export const number = "projects/acme-sandbox";

/** A network, and how its id reads. */
export const network: Ask = ["google_compute_network", { name: "main" }];
/** The network's id. */
const networkId = `${number}/global/networks/main`;

/** A subnetwork of it. */
export const subnetwork = (name: string, ip_cidr_range: string, more: Fields = {}): Ask => [
  "google_compute_subnetwork",
  { name, network: networkId, region: "us-central1", ip_cidr_range, secondary_ip_range: [], ...more },
];

/** A key ring. */
export const ring: Ask = ["google_kms_key_ring", { name: "ring", location: "us-central1" }];
/** A key in it. */
export const key: Ask = [
  "google_kms_crypto_key",
  { name: "key", key_ring: `${number}/locations/us-central1/keyRings/ring` },
];
/** Its id. */
export const keyId = `${number}/locations/us-central1/keyRings/ring/cryptoKeys/key`;

const recovery = { enabled: true, point_in_time_recovery_enabled: true };
/** Settings of an instance that can have a replica for disasters. */
export const settings = (more: Fields = {}) => [
  {
    tier: "db-perf-optimized-N-2",
    edition: "ENTERPRISE_PLUS",
    disk_size: 100,
    backup_configuration: [recovery],
    ...more,
  },
];

/** A Cloud SQL instance. */
export const instance = (name: string, more: Fields = {}): Ask => [
  "google_sql_database_instance",
  {
    name,
    region: "us-central1",
    database_version: "POSTGRES_17",
    instance_type: "CLOUD_SQL_INSTANCE",
    deletion_protection: false,
    settings: settings(),
    ...more,
  },
];

/** A replica of it, elsewhere. */
export const replicaOf = (master_instance_name: string, more: Fields = {}): Ask =>
  instance("standby", { region: "us-east4", instance_type: "READ_REPLICA_INSTANCE", master_instance_name, ...more });

/** A zone. */
export const zone: Ask = ["google_dns_managed_zone", { name: "zone", dns_name: "acme.example.com." }];
/** A record in it. */
export const record = (more: Fields): Ask => [
  "google_dns_record_set",
  { managed_zone: "zone", name: "a.acme.example.com.", type: "A", rrdatas: ["198.18.0.1"], ...more },
];
/** A bucket in two regions. */
export const bucket = (more: Fields = {}): Ask => [
  "google_storage_bucket",
  { name: "acme-state", location: "US", ...more },
];
/** A secret. */
export const secret: Ask = ["google_secret_manager_secret", { secret_id: "login" }];
/** A cluster in the network. */
export const cluster = (more: Fields = {}): Ask => [
  "google_container_cluster",
  { name: "main", location: "us-central1", network: networkId, subnetwork: "nodes", ...more },
];
/** A range reserved for services. */
export const address: Ask = [
  "google_compute_global_address",
  { name: "managed", purpose: "VPC_PEERING", network: networkId },
];
/** The connection that lets them in. */
export const connection: Ask = [
  "google_service_networking_connection",
  { network: networkId, service: "servicenetworking.googleapis.com", reserved_peering_ranges: ["managed"] },
];
/** Settings of an instance in the network. */
export const inNetwork = settings({ ip_configuration: [{ ipv4_enabled: false, private_network: networkId }] });
/** Someone whom alerts tell. */
export const channel: Ask = ["google_monitoring_notification_channel", { display_name: "on call", type: "email" }];
