import type { Use } from "./contract";

/**
 * What the Terraform of a site and of its traffic calls: by collection, the verbs of IAM's own permissions. Custom roles
 * have no wildcards, so that nothing comes in which nobody wrote down.
 */
const collections = {
  "cloudkms.cryptoKeys": "create get getIamPolicy list setIamPolicy update",
  "cloudkms.cryptoKeyVersions": "get list",
  "cloudkms.keyRings": "create get list",
  "cloudsql.databases": "create delete get list update",
  "cloudsql.instances": "create delete get list restart update",
  "cloudsql.users": "create delete get list update",
  "compute.firewalls": "create delete get list update",
  "compute.globalAddresses": "create createInternal delete deleteInternal get list setLabels use",
  "compute.globalOperations": "get",
  "compute.healthChecks": "create delete get list update use",
  "compute.instanceGroupManagers": "get list",
  "compute.networks": "addPeering create delete get list removePeering update updatePolicy use",
  "compute.regionOperations": "get",
  "compute.regions": "get list",
  "compute.routers": "create delete get list update use",
  "compute.subnetworks": "create delete get list setPrivateIpGoogleAccess update use",
  "compute.zones": "get list",
  "container.clusters": "create delete get list update",
  "container.operations": "get list",
  "dns.changes": "create get list",
  "dns.managedZones": "create delete get list update",
  "dns.resourceRecordSets": "create delete get list update",
  "iam.roles": "get list",
  "iam.serviceAccounts": "actAs create delete get getIamPolicy list setIamPolicy update",
  "iam.workloadIdentityPoolProviders": "get list",
  "iam.workloadIdentityPools": "get list",
  "logging.buckets": "create get list update",
  "logging.cmekSettings": "get",
  "logging.settings": "get",
  "logging.sinks": "create delete get list update",
  "monitoring.alertPolicies": "create delete get list update",
  "monitoring.notificationChannels": "create delete get list update",
  "resourcemanager.projects": "get getIamPolicy",
  "secretmanager.secrets": "create delete get list update",
  "secretmanager.versions": "add disable enable get list",
  "servicenetworking.operations": "get",
  "servicenetworking.services": "addPeering get",
  "storage.buckets": "get getIamPolicy list",
} as const;

const reading = ["get", "getIamPolicy", "list"];

const all = Object.entries(collections).flatMap(([collection, verbs]) =>
  verbs.split(" ").map((verb) => ({ verb, permission: `${collection}.${verb}` })),
);

/** The permissions of each role. A plan reads states without locking them, and so writes nothing at all. */
export const permissions = {
  plan: all.filter(({ verb }) => reading.includes(verb)).map(({ permission }) => permission),
  apply: all.map(({ permission }) => permission),
} as const satisfies Record<Use, readonly string[]>;

/** The roles that a site gives in its project, and the only ones that a pipeline can give or take there. */
export const handedOut = [
  "roles/artifactregistry.reader",
  "roles/container.defaultNodeServiceAccount",
  "roles/secretmanager.secretAccessor",
] as const;

/** What each may do with the objects of a state store. */
export const stateRoles = {
  plan: "roles/storage.objectViewer",
  apply: "roles/storage.objectUser",
} as const satisfies Record<Use, string>;

/** Ways to become somebody else, or to keep a way in for later. */
const impersonation = [
  "iam.googleapis.com/serviceAccountKeys.create",
  "iam.googleapis.com/serviceAccounts.getAccessToken",
  "iam.googleapis.com/serviceAccounts.getOpenIdToken",
  "iam.googleapis.com/serviceAccounts.signBlob",
  "iam.googleapis.com/serviceAccounts.signJwt",
];

const changing = (collection: string) =>
  ["create", "delete", "undelete", "update"].map((verb) => `iam.googleapis.com/${collection}.${verb}`);

/**
 * What each is denied whatever roles anybody gives it: by name as deny policies want it (IAM, "Permissions supported in
 * deny policies").
 */
export const denied = {
  plan: [
    ...impersonation,
    "cloudkms.googleapis.com/cryptoKeyVersions.useToDecrypt",
    "secretmanager.googleapis.com/versions.access",
  ],
  apply: [
    ...impersonation,
    ...changing("roles"),
    ...changing("workloadIdentityPoolProviders"),
    ...changing("workloadIdentityPools"),
    "storage.googleapis.com/buckets.delete",
    "storage.googleapis.com/buckets.setIamPolicy",
    "storage.googleapis.com/buckets.update",
  ],
} as const satisfies Record<Use, readonly string[]>;
