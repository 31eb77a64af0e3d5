import type { Promises } from "../core/promise";
import { recoveryPromises } from "./promises-recovery";
import { serverPromises } from "./promises-server";

/** What a database promises, and what keeps each promise on each cloud. */
export const databasePromises: Promises = {
  capability: "database",
  stack: "site",
  promises: [...serverPromises, ...recoveryPromises],
};
