import type { Promises } from "../core/promise";
import { boundsPromises } from "./promises-bounds";
import { trustPromises } from "./promises-trust";

/** What the identities of pipelines promise, and what keeps each promise on each cloud. */
export const deliveryIdentityPromises: Promises = {
  capability: "delivery-identity",
  stack: "state",
  promises: [...trustPromises, ...boundsPromises],
};
