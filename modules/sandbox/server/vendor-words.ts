import type { Cloud } from "../../core/cloud";
import type { StateAddress } from "./state-address";

type Words = (address: StateAddress) => string;

/** What a vendor says of a state that cannot be reached. */
interface VendorWords {
  readonly missing: Words;
  readonly dark: Words;
  readonly throttled: Words;
}

const timeout = (url: string) => `Get "${url}": dial tcp: i/o timeout`;

/**
 * In the words of the services' error references: Amazon S3 (error responses), Cloud Storage (status and error codes) and
 * Azure Blob Storage (error codes); a name that leads nowhere is what a storage account that does not exist comes to.
 */
export const vendorWords = {
  aws: {
    missing: ({ bucket }) => `NoSuchBucket: The specified bucket does not exist: ${bucket}`,
    dark: ({ bucket, region, key }) =>
      `RequestError: send request failed: ${timeout(`https://${bucket}.s3.${region}.amazonaws.com/${key}`)}`,
    throttled: () => "SlowDown: Please reduce your request rate.",
  },
  gcp: {
    missing: ({ bucket }) => `googleapi: Error 404: The specified bucket does not exist., notFound: ${bucket}`,
    dark: ({ bucket, key }) => timeout(`https://storage.googleapis.com/${bucket}/${key}/default.tfstate`),
    throttled: ({ bucket }) =>
      `googleapi: Error 429: The rate of requests to ${bucket} exceeds the limit., rateLimitExceeded`,
  },
  azure: {
    missing: ({ bucket }) => `dial tcp: lookup ${bucket}.blob.core.windows.net: no such host`,
    dark: ({ bucket, key }) => timeout(`https://${bucket}.blob.core.windows.net/tfstate/${key}`),
    throttled: () => "ServerBusy: The server is currently unable to receive requests. Please retry your request.",
  },
} as const satisfies Record<Cloud, VendorWords>;
