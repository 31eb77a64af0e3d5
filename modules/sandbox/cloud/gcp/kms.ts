import type { Behaviour, Context, Service } from "../behaviour";
import type { Fields } from "../../protocol/values";
import { textOf, textsAt } from "../values";
import { googleError } from "./errors";
import { named } from "./named";
import { regionOfId, regionOfLocation } from "./names";

const inRegionOf =
  (argument: string): NonNullable<Behaviour["region"]> =>
  (asked) =>
    regionOfId(`${textOf(asked, argument)}/`);

const key = "google_kms_crypto_key";

/** Google's own accounts, which use keys for a service, as they end. */
const agents = {
  sql: "@gcp-sa-cloud-sql.iam.gserviceaccount.com",
  storage: "@gs-project-accounts.iam.gserviceaccount.com",
  secretmanager: "@gcp-sa-secretmanager.iam.gserviceaccount.com",
  logging: "@gcp-sa-logging.iam.gserviceaccount.com",
  container: "@container-engine-robot.iam.gserviceaccount.com",
} as const;

/** Why a service cannot encrypt with a key: it is not there, is elsewhere, or its agent may not use it. */
export function keyTrouble(
  id: string,
  service: keyof typeof agents,
  location: string | null,
  context: Context,
): string | undefined {
  if (id === "") return undefined;
  const found = context.find(key, id);
  if (found === undefined) return googleError(404, `CryptoKey ${id} not found.`, "notFound");
  if (textsAt(found.attributes, ["primary", "name"]).length === 0)
    return googleError(400, `${id} has no primary version: its versions are destroyed.`, "failedPrecondition");
  const keyRegion = regionOfId(id);
  if (location !== null && keyRegion !== location)
    return googleError(400, `Invalid request: Cloud KMS key ${id} is not in ${location}.`, "invalid");
  const isAllowed = context
    .things("google_kms_crypto_key_iam_member")
    .some(
      ({ attributes }) =>
        textOf(attributes, "crypto_key_id") === id && textOf(attributes, "member").endsWith(agents[service]),
    );
  return isAllowed
    ? undefined
    : googleError(
        403,
        `Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '${id}' (or it may not exist) for the service agent of ${service}.`,
        "forbidden",
      );
}

/** Cloud KMS deletes neither rings nor keys: Terraform forgets them, and their names stay taken. */
const stays =
  (type: string, destroyed: Fields = {}): NonNullable<Behaviour["leaves"]> =>
  (there) => ({
    type,
    id: textOf(there, "id"),
    attributes: { ...there, ...destroyed },
  });

/** Key rings, keys, and who may use them. */
export const kms: Service = {
  google_kms_key_ring: named(
    {
      id: "projects/{project}/locations/{location}/keyRings/{name}",
      taken: (id) => `Error creating KeyRing: ${googleError(409, `KeyRing ${id} already exists.`)}`,
    },
    { region: (asked) => regionOfLocation(textOf(asked, "location")), leaves: stays("google_kms_key_ring") },
  ),

  [key]: named(
    {
      id: "{key_ring}/cryptoKeys/{name}",
      taken: (id) => `Error creating CryptoKey: ${googleError(409, `CryptoKey ${id} already exists.`)}`,
    },
    {
      region: inRegionOf("key_ring"),
      refers: {
        key_ring: {
          type: "google_kms_key_ring",
          missing: (ring) => `Error creating CryptoKey: ${googleError(404, `KeyRing ${ring} not found.`)}`,
        },
      },
      gives: (asked) => ({
        crypto_key_backend: "",
        destroy_scheduled_duration: "2592000s",
        import_only: false,
        primary: [
          {
            name: `${textOf(asked, "key_ring")}/cryptoKeys/${textOf(asked, "name")}/cryptoKeyVersions/1`,
            state: "ENABLED",
          },
        ],
        version_template: [{ algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protection_level: "SOFTWARE" }],
      }),
      refuses: (asked) =>
        /^[\w-]{1,63}$/.test(textOf(asked, "name"))
          ? undefined
          : `Error creating CryptoKey: ${googleError(400, `Resource ID ${textOf(asked, "name")} must match [a-zA-Z0-9_-]{1,63}.`, "invalid")}`,
      leaves: stays(key, { primary: [] }),
    },
  ),

  google_kms_crypto_key_iam_member: {
    region: inRegionOf("crypto_key_id"),
    refers: {
      crypto_key_id: { type: key, missing: (id) => googleError(404, `CryptoKey ${id} not found.`, "notFound") },
    },
    gives: (asked, { digits }) => ({
      id: ["crypto_key_id", "role", "member"].map((name) => textOf(asked, name)).join("/"),
      etag: digits(12, "etag", ...["crypto_key_id", "role", "member"].map((name) => textOf(asked, name))),
    }),
  },
};
