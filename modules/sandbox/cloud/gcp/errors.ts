/** Google's words for HTTP statuses (google.golang.org/api/googleapi: `googleapi: Error <status>: <message>, <reason>`). */
export function googleError(status: number, message: string, reason = ""): string {
  return `googleapi: Error ${status}: ${message}${reason === "" ? "" : `, ${reason}`}`;
}

/** Something that is named and not there, as Compute Engine says it. */
export function computeMissing(id: string): string {
  return googleError(404, `The resource '${id}' was not found`, "notFound");
}

/** Something that others still need, as Compute Engine says it. */
export function computeInUse(kind: string, id: string, user: string): string {
  return googleError(
    400,
    `The ${kind} resource '${id}' is already being used by '${user}'`,
    "resourceInUseByAnotherResource",
  );
}

/** Where each service answers, by the word after `google_`, and by the word before the colon of an operation. */
const hosts: Readonly<Record<string, string>> = {
  compute: "compute",
  container: "container",
  dns: "dns",
  kms: "cloudkms",
  logging: "logging",
  monitoring: "monitoring",
  project: "cloudresourcemanager",
  secret: "secretmanager",
  service: "iam",
  sql: "sqladmin",
  storage: "storage",
};

function hostOf(type: string): string {
  const [, service = ""] = /^(?:google_)?([a-z]+)/.exec(type) ?? [];
  return `${hosts[service] ?? service}.googleapis.com`;
}

/** How outages look through the provider: it tries again what may pass, and says the last error. */
export const outages = {
  unreachable: (region: string, type: string) =>
    `Error when reading or editing ${type} in ${region}: Get "https://${hostOf(type)}/": dial tcp: i/o timeout`,
  throttled: (region: string, type: string) =>
    `Error when reading or editing ${type}: ${googleError(429, `Quota exceeded for quota metric 'Requests' and limit 'Requests per minute per region' of service '${hostOf(type)}' in region '${region}'.`, "rateLimitExceeded")}`,
  controlPlane: (region: string, type: string) =>
    `Error when reading or editing ${type}: ${googleError(503, `The service is currently unavailable in ${region}.`, "backendError")}`,
} as const;
