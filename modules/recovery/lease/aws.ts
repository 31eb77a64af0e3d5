import type { StateStore } from "../../core/state-store";
import { escaped } from "./aws-signature";
import type { ObjectApi } from "./objects";
import { elements } from "./xml";

/**
 * A bucket of S3. `If-None-Match: *` is answered with 412 where there is an object of that name, with 409 where another write
 * of it is under way, which is to be tried again (Amazon S3 API reference, PutObject).
 * @param endpoint - where the bucket is asked for by its path. @default - its own host name
 */
export function awsObjects({ name, region }: StateStore, endpoint?: string): ObjectApi {
  const bucket =
    endpoint === undefined || endpoint === ""
      ? `https://${name}.s3.${region}.amazonaws.com`
      : `${endpoint.replace(/\/$/, "")}/${name}`;
  const object = (key: string) => `${bucket}/${key.split("/").map(escaped).join("/")}`;
  return {
    place: `s3://${name} in ${region}`,
    list: (prefix, page) => {
      const next = page === undefined ? [] : [`continuation-token=${escaped(page)}`];
      const query = [...next, "list-type=2", `prefix=${escaped(prefix)}`].join("&");
      return { method: "GET", url: `${bucket}/?${query}`, headers: {} };
    },
    page: (body) => {
      if (!body.includes("<ListBucketResult")) throw new Error("no ListBucketResult");
      return { names: elements(body, "Key"), next: elements(body, "NextContinuationToken")[0] };
    },
    read: (key) => ({ method: "GET", url: object(key), headers: {} }),
    create: (key, text) => ({
      method: "PUT",
      url: object(key),
      headers: { "content-type": "application/json", "if-none-match": "*" },
      body: text,
    }),
    isThere: (status) => status === 412,
  };
}
