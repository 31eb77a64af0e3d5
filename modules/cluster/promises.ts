import type { Promises } from "../core/promise";
import { controlPlanePromises } from "./promises-control-plane";
import { nodePromises } from "./promises-nodes";

/** What a cluster promises, and what keeps each promise on each cloud. */
export const clusterPromises: Promises = {
  capability: "cluster",
  stack: "site",
  promises: [...controlPlanePromises, ...nodePromises],
};
