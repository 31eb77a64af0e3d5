import type { Cloud } from "../../../modules/core/cloud";
import type { Asked, Dialect, Said, Wish } from "./object-server";

const xml = (status: number, code: string, message: string): Said => ({
  status,
  body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:7</Message></Error>`,
});

const json = (status: number, reason: string, message: string): Said => ({
  status,
  body: JSON.stringify({ error: { code: status, message, errors: [{ message, domain: "global", reason }] } }),
});

const parameter = ({ url }: Asked, name: string) => url.searchParams.get(name);

const named = (asked: Asked, name: string): Wish =>
  asked.method === "GET"
    ? { do: "read", name }
    : { do: "create", name, onlyNew: asked.headers["if-none-match"] === "*" };

/** S3 (API reference: ListObjectsV2, GetObject, PutObject, "Error responses"). */
const aws: Dialect = {
  wish: (asked) =>
    parameter(asked, "list-type") === "2"
      ? { do: "list", prefix: parameter(asked, "prefix") ?? "", page: parameter(asked, "continuation-token") }
      : named(asked, decodeURIComponent(asked.url.pathname.slice(1))),
  listed: (names, next) =>
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix>leases/</Prefix>',
      `<KeyCount>${names.length}</KeyCount><MaxKeys>2</MaxKeys><IsTruncated>${next !== undefined}</IsTruncated>`,
      ...(next === undefined ? [] : [`<NextContinuationToken>${next}</NextContinuationToken>`]),
      ...names.map((name) => `<Contents><Key>${name}</Key><Size>7</Size></Contents>`),
      "</ListBucketResult>",
    ].join(""),
  error: (kind) =>
    ({
      there: xml(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"),
      missing: xml(404, "NoSuchKey", "The specified key does not exist."),
      "not allowed": xml(403, "AccessDenied", "Access Denied"),
      throttled: xml(503, "SlowDown", "Please reduce your request rate."),
      conflict: xml(409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflict."),
    })[kind],
};

/** Cloud Storage (JSON API: Objects list, get, insert; "HTTP status and error codes for JSON"). */
const gcp: Dialect = {
  wish: (asked) => {
    const { pathname } = asked.url;
    if (asked.method === "POST")
      return {
        do: "create",
        name: parameter(asked, "name") ?? "",
        onlyNew: parameter(asked, "ifGenerationMatch") === "0",
      };
    const [, name] = /\/o\/([^/]+)$/.exec(pathname) ?? [];
    return name === undefined
      ? { do: "list", prefix: parameter(asked, "prefix") ?? "", page: parameter(asked, "pageToken") }
      : { do: "read", name: decodeURIComponent(name) };
  },
  listed: (names, next) =>
    JSON.stringify({
      ...(next !== undefined && { nextPageToken: next }),
      // Without objects the field is not there.
      ...(names.length > 0 && { items: names.map((name) => ({ name })) }),
    }),
  error: (kind) =>
    ({
      there: json(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold."),
      missing: json(404, "notFound", "No such object: leases/1.json"),
      "not allowed": json(403, "forbidden", "ana does not have storage.objects.list access"),
      throttled: json(429, "rateLimitExceeded", "The object exceeded the rate limit for object mutation operations."),
      conflict: json(403, "userRateLimitExceeded", "User Rate Limit Exceeded"),
    })[kind],
};

/** Azure Blob Storage (REST API: List Blobs, Get Blob, Put Blob, "Blob service error codes"). */
const azure: Dialect = {
  wish: (asked) =>
    parameter(asked, "comp") === "list"
      ? { do: "list", prefix: parameter(asked, "prefix") ?? "", page: parameter(asked, "marker") }
      : named(asked, decodeURIComponent(asked.url.pathname.replace("/tfstate/", ""))),
  listed: (names, next = "") =>
    [
      '\uFEFF<?xml version="1.0" encoding="utf-8"?>',
      '<EnumerationResults ServiceEndpoint="https://account.blob.core.windows.net/" ContainerName="tfstate"><Blobs>',
      ...names.map((name) => `<Blob><Name>${name}</Name><Properties><Etag>7</Etag></Properties></Blob>`),
      next === "" ? "</Blobs><NextMarker /></EnumerationResults>" : "",
      next === "" ? "" : `</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`,
    ].join(""),
  error: (kind) =>
    ({
      there: xml(409, "BlobAlreadyExists", "The specified blob already exists."),
      missing: xml(404, "BlobNotFound", "The specified blob does not exist."),
      "not allowed": xml(403, "AuthorizationPermissionMismatch", "This request is not authorized to perform this."),
      throttled: xml(503, "ServerBusy", "The server is currently unable to receive requests."),
      conflict: xml(500, "OperationTimedOut", "The operation could not be completed within the permitted time."),
    })[kind],
};

/** By cloud: how its object store is spoken to. */
export const dialects = { aws, gcp, azure } as const satisfies Record<Cloud, Dialect>;
