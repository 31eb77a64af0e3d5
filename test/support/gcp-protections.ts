import type { Fields } from "../../modules/sandbox/protocol/values";
import {
  address,
  bucket,
  cluster,
  connection,
  inNetwork,
  instance,
  key,
  network,
  record,
  replicaOf,
  ring,
  settings,
  subnetwork,
  zone,
} from "./gcp-things";
import type { Ask } from "./simulated-provider";

/** What is not removed while another thing needs it. */
export const needed: readonly {
  readonly title: string;
  readonly before: readonly Ask[];
  readonly asked: Ask;
  readonly by: Ask;
  readonly says: RegExp;
}[] = [
  {
    title: "a network with a subnetwork in it",
    before: [],
    asked: network,
    by: subnetwork("nodes", "10.0.0.0/20"),
    says: /network resource '.*main' is already being used by '.*subnetworks\/nodes', resourceInUseByAnotherResource/,
  },
  {
    title: "a reserved range that services are in",
    before: [network],
    asked: address,
    by: connection,
    says: /address resource '.*managed' is already being used by/,
  },
  {
    title: "a zone with records",
    before: [],
    asked: zone,
    by: record({}),
    says: /contains one or more 'resource records'\., containerNotEmpty/,
  },
  {
    title: "a connection that an instance is reached by",
    before: [network, address],
    asked: connection,
    by: instance("main", { settings: inNetwork }),
    says: /Producer services .* are still using this connection/,
  },
  {
    title: "an instance with a replica",
    before: [],
    asked: instance("main"),
    by: replicaOf("main"),
    says: /has replicas \(standby\); delete them first/,
  },
];

/** What protects itself, and the change that ends that. */
export const protectedThings: readonly { readonly says: RegExp; readonly asked: Ask; readonly release: Fields }[] = [
  {
    says: /^Error, failed to delete instance because deletion_protection is set to true/,
    asked: instance("main", { deletion_protection: true }),
    release: { deletion_protection: false },
  },
  {
    says: /Error 400: The instance is protected\./,
    asked: instance("other", { settings: settings({ deletion_protection_enabled: true }) }),
    release: { settings: settings({ deletion_protection_enabled: false }) },
  },
  {
    says: /^Cannot destroy cluster because deletion_protection is set to true/,
    asked: cluster({ subnetwork: null, deletion_protection: true }),
    release: { deletion_protection: false },
  },
  {
    says: /^cannot destroy secret manager secret without setting deletion_protection=false/,
    asked: ["google_secret_manager_secret", { secret_id: "login", deletion_protection: true }],
    release: { deletion_protection: false },
  },
  {
    says: /containing objects without `force_destroy` set to true/,
    asked: bucket({ versioning: [{ enabled: true }] }),
    release: { force_destroy: true },
  },
];

/** What stays when Terraform has forgotten it. */
export const undying: readonly {
  readonly title: string;
  readonly before: readonly Ask[];
  readonly asked: Ask;
  readonly says: RegExp;
}[] = [
  { title: "a key ring", before: [], asked: ring, says: /KeyRing .* already exists/ },
  { title: "a key", before: [ring], asked: key, says: /CryptoKey .* already exists/ },
  { title: "an instance's name", before: [], asked: instance("main"), says: /until one week from the deletion date/ },
];

/** An alert that tells a channel. */
export const alertTo = (name: string): Ask => [
  "google_monitoring_alert_policy",
  { display_name: "lag", notification_channels: [name] },
];
