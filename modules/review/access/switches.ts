import { valuesAt } from "../../core/promise";
import type { Values } from "../contract";
import { type Leaf, leaves } from "./leaves";
import type { Opening } from "./opening";

interface Switch {
  /** Whether a value leaves it open. */
  readonly open: (value: Leaf["value"]) => boolean;
  readonly means: string;
}

const on = (means: string): Switch => ({ open: (value) => value === true || value === "true", means });
const off = (means: string): Switch => ({ open: (value) => value === false || value === "false", means });
const not = (right: string, means: string): Switch => ({ open: (value) => value !== right, means });
const olderThan = (versions: readonly string[]): Switch => ({
  open: (value) =>
    !versions.includes(
      String(value)
        .toUpperCase()
        .replaceAll(/[^A-Z0-9]/g, ""),
    ),
  means: "an older TLS than 1.2 is accepted",
});

const reached = "it can be reached from the internet";
const everybody = "what is in it can be made public";
const plain = "what it keeps is not encrypted";
const unsealed = "connections need no TLS";
const keys = "whoever has its keys is let in, whoever it is";
const modern = olderThan(["TLS12", "TLS13", "TLSV12", "TLSV13"]);

/** Attributes that open something by one value, whatever resource they are of. */
const switches: Readonly<Record<string, Switch>> = {
  publicly_accessible: on(reached),
  ipv4_enabled: on(reached),
  node_public_ip_enabled: on(reached),
  associate_public_ip_address: on(reached),
  map_public_ip_on_launch: on(reached),
  allow_external_traffic: on(reached),
  gcp_public_cidrs_access_enabled: on("every machine of google's customers can reach it"),
  enable_private_nodes: off(reached),
  private_endpoint_enforcement_enabled: off(reached),
  allow_nested_items_to_be_public: on(everybody),
  block_public_acls: off(everybody),
  block_public_policy: off(everybody),
  ignore_public_acls: off(everybody),
  restrict_public_buckets: off(everybody),
  public_access_prevention: not("enforced", everybody),
  uniform_bucket_level_access: off(everybody),
  container_access_type: not("private", "everybody can read what is in it"),
  object_ownership: not("BucketOwnerEnforced", everybody),
  shared_access_key_enabled: on(keys),
  local_user_enabled: on(keys),
  local_authentication_enabled: on(keys),
  local_account_disabled: off(keys),
  cross_tenant_replication_enabled: on("it can be copied to another tenant"),
  rbac_authorization_enabled: off("who may read it is no longer told by role assignments"),
  azure_rbac_enabled: off("who may do what in it is no longer told by role assignments"),
  enable_legacy_abac: on("every account of the cluster may do everything"),
  insecure_kubelet_readonly_port_enabled: { open: (value) => String(value).toLowerCase() === "true", means: reached },
  http_tokens: not("required", "a request that is forged in a workload gets its machine's credentials"),
  default_action: { open: (value) => value === "Allow", means: "every network is let in" },
  https_traffic_only_enabled: off(unsealed),
  ssl_mode: {
    open: (value) => !["ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"].includes(String(value)),
    means: unsealed,
  },
  min_tls_version: modern,
  minimum_tls_version: modern,
  storage_encrypted: off(plain),
  encrypted: off(plain),
  infrastructure_encryption_enabled: off("what it keeps is encrypted once instead of twice"),
  enable_key_rotation: off("its key is never changed"),
};

/** Settings of a database, which have their name as a value. */
const settings: Readonly<Record<string, Switch>> = {
  "rds.force_ssl": not("1", unsealed),
  require_secure_transport: { open: (value) => String(value).toLowerCase() !== "on", means: unsealed },
  ssl_min_protocol_version: modern,
};

const ours = "what it keeps has the cloud's key instead of ours";

/** Attributes and blocks that close something by being there. */
const closers: Readonly<Record<string, string>> = {
  public_access_cidrs: "every address is let in",
  authorized_ip_ranges: "every address is let in",
  master_authorized_networks_config: "every address is let in",
  network_acls: "every network is let in",
  network_rules: "every network is let in",
  public_access_prevention: everybody,
  ssl_mode: unsealed,
  permissions_boundary: "nothing bounds what it may be given",
  kms_key_id: ours,
  kms_master_key_id: ours,
  kms_key_name: ours,
  default_kms_key_name: ours,
  encryption_key_name: ours,
  boot_disk_kms_key: ours,
  disk_encryption_set_id: ours,
  customer_managed_key: ours,
  customer_managed_encryption: ours,
  database_encryption: ours,
  encryption_config: ours,
  cmek_settings: ours,
};

/** Whether an attribute of this name can open something. */
export const isSwitchName = (name: string): boolean => Object.hasOwn(switches, name);

const first = (values: Values, path: string) => valuesAt(values, path)[0];
const isEmpty = (values: Values, path: string) => valuesAt(values, path).flat().length === 0;

/** What is open only when several attributes together leave it so, by type. */
const combined: Readonly<
  Record<string, { readonly path: string; readonly means: string; readonly open: (values: Values) => boolean }>
> = {
  aws_eks_cluster: {
    path: "vpc_config.public_access_cidrs",
    means: "everybody can reach the control plane",
    open: (values) =>
      first(values, "vpc_config.endpoint_public_access") !== false && isEmpty(values, "vpc_config.public_access_cidrs"),
  },
  google_container_cluster: {
    path: "master_authorized_networks_config",
    means: "everybody can reach the control plane",
    open: (values) => isEmpty(values, "master_authorized_networks_config"),
  },
  azurerm_kubernetes_cluster: {
    path: "api_server_access_profile.authorized_ip_ranges",
    means: "everybody can reach the control plane",
    open: (values) =>
      first(values, "private_cluster_enabled") !== true &&
      isEmpty(values, "api_server_access_profile.authorized_ip_ranges"),
  },
  azurerm_key_vault: {
    path: "public_network_access_enabled",
    means: "every network is let in",
    open: (values) =>
      first(values, "public_network_access_enabled") !== false &&
      first(values, "network_acls.default_action") !== "Deny",
  },
  azurerm_storage_account: {
    path: "public_network_access_enabled",
    means: "every network is let in",
    open: (values) =>
      first(values, "public_network_access_enabled") !== false &&
      first(values, "network_rules.default_action") !== "Deny",
  },
};

/** Ways in that something else may still guard: they open nothing by themselves, but are worth a look. */
const doors: Readonly<Record<string, string>> = {
  endpoint_public_access: "the control plane can be reached from outside, by whom its list lets in",
  public_network_access_enabled: "it can be reached from outside, by whom its rules let in",
};

const opening = (path: string, value: unknown, means: string, weight: Opening["weight"] = "blocks"): Opening => ({
  path,
  key: path,
  value: JSON.stringify(value),
  means,
  weight,
});

function ofLeaf(type: string, { names, name, value, within }: Leaf): readonly Opening[] {
  const path = names.join(".");
  const known = Object.hasOwn(switches, name) ? switches[name] : undefined;
  if (known?.open(value) === true) return [opening(path, value, known.means)];
  const door = Object.hasOwn(doors, name) ? doors[name] : undefined;
  if (door !== undefined && value === true) {
    const guarded = name === "endpoint_public_access" || type in combined;
    return [opening(path, value, guarded ? door : reached, guarded ? "risk" : "blocks")];
  }
  const setting = name === "value" ? String(within[0]?.["name"]) : "";
  const set = Object.hasOwn(settings, setting) ? settings[setting] : undefined;
  return set?.open(value) === true ? [{ ...opening(path, value, set.means), key: `${path} ${setting}` }] : [];
}

/** What of a resource is open. */
export function openSwitches(type: string, values: Values | null): readonly Opening[] {
  if (values === null) return [];
  const together = combined[type];
  const isOpen = together?.open(values) === true;
  return [
    ...leaves(values).flatMap((leaf) => ofLeaf(type, leaf)),
    // The same attribute may be open and guarded before, and unguarded after: that is another opening.
    ...(together !== undefined && isOpen
      ? [
          {
            ...opening(together.path, first(values, together.path) ?? null, together.means),
            key: `${together.path} unguarded`,
          },
        ]
      : []),
  ];
}

function closersIn(value: unknown, names: readonly string[] = []): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((element: unknown) => closersIn(element, names));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const isThere = inner !== null && inner !== "" && !(Array.isArray(inner) && inner.length === 0);
    const path = [...names, key];
    return [...(Object.hasOwn(closers, key) && isThere ? [path.join(".")] : []), ...closersIn(inner, path)];
  });
}

/** What was closed by something that is no longer there. */
export function goneClosers(before: Values | null, after: Values | null): readonly Opening[] {
  if (before === null || after === null) return [];
  const kept = new Set(closersIn(after));
  // A condition closes something where somebody is given something: elsewhere it may be a bucket's expiry.
  const isFree = (values: Values) => !("condition" in values) || isEmpty(values, "condition");
  const freed = "member" in after && !isFree(before) && isFree(after);
  return [
    ...(freed ? [opening("condition", null, "what was given under a condition is given without one")] : []),
    ...[...new Set(closersIn(before))]
      .filter((path) => !kept.has(path))
      .map((path) => opening(path, null, closers[path.split(".").at(-1) ?? ""] ?? "")),
  ];
}

/** Settings that forced TLS and are no longer made. */
export function goneSettings(before: Values | null, after: Values | null): readonly Opening[] {
  const made = (values: Values | null) =>
    new Set(
      leaves(values)
        .filter(({ name, value }) => name === "name" && Object.hasOwn(settings, String(value)))
        .map(({ value }) => String(value)),
    );
  if (after === null) return [];
  const kept = made(after);
  return [...made(before)]
    .filter((name) => !kept.has(name))
    .map((name) => opening(name, null, settings[name]?.means ?? ""));
}
