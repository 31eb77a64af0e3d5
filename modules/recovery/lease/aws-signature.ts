import { createHash, createHmac } from "node:crypto";
import type { ObjectRequest } from "./request";

/** Who asks, as the vendor's own tools know it on this machine. */
export interface AwsIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** As S3 wants names in a signature: all but letters, digits and `-._~` is escaped, once. */
export const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The headers of a request to S3, signed (Amazon S3 API reference, "Authenticating requests (AWS Signature Version 4)"). All of
 * the request's own headers are signed with it.
 * @param request - its path and query escaped as {@link escaped} does
 */
export function signedHeaders(
  { method, url, headers, body = "" }: ObjectRequest,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: AwsIdentity,
  now: Date,
): Readonly<Record<string, string>> {
  const { host, pathname, search } = new URL(url);
  const time = now.toISOString().replace(/[-:]|[.]\d{3}/g, "");
  const day = time.slice(0, 8);
  const sent = {
    ...headers,
    "x-amz-content-sha256": sha256(body),
    "x-amz-date": time,
    ...(sessionToken !== undefined && { "x-amz-security-token": sessionToken }),
  };
  const signed = Object.entries({ ...sent, host })
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const query = search.slice(1).split("&").filter(Boolean);
  const canonical = [
    method,
    pathname,
    query
      .map((pair) => (pair.includes("=") ? pair : `${pair}=`))
      .toSorted()
      .join("&"),
    ...signed.map(([name, value]) => `${name}:${value}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [region, "s3", "aws4_request"].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day));
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n")).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${names},Signature=${signature}`;
  return { ...sent, authorization };
}
