import type { Group } from "../../core/group";
import { stateStore } from "../../core/state-store";
import { awsIdentity, azureToken, googleToken } from "../operators/credentials";
import { systemClock } from "../run/clock";
import { awsObjects } from "./aws";
import { signedHeaders } from "./aws-signature";
import { azureObjects } from "./azure";
import { gcpObjects } from "./gcp";
import { objectLeases } from "./objects";
import type { ObjectRequest } from "./request";
import type { LeaseStore } from "./store";

/** Of the names of all entries of a group's lease, in the store that is the group's alone. */
const prefix = "leases/";

const bearer = (token: () => Promise<string>) => async (request: ObjectRequest) => ({
  ...request.headers,
  authorization: `Bearer ${await token()}`,
});

/**
 * A group's lease where all machines see it: in the group's own state store, which stands in a witness region and in no site's
 * (on GCP in two regions), so that it can be taken with either site's region lost.
 */
export function cloudLeases(group: Group): LeaseStore {
  const [site] = group.sites;
  const store = stateStore(site, "witness");
  switch (group.cloud) {
    case "aws": {
      // As the vendor's own tools read it.
      const endpoint = process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"];
      const identity = awsIdentity(store.region);
      return objectLeases(awsObjects(store, endpoint), prefix, {
        sign: async (request) => signedHeaders(request, store.region, await identity(), systemClock.now()),
      });
    }
    case "gcp":
      return objectLeases(gcpObjects(store), prefix, { sign: bearer(googleToken) });
    case "azure": {
      const token = () => azureToken("https://storage.azure.com/.default");
      const sign = bearer(token);
      return objectLeases(azureObjects(store), prefix, {
        sign: async (request) => ({ ...(await sign(request)), "x-ms-date": systemClock.now().toUTCString() }),
      });
    }
  }
}
