import { readOn } from "./prices";

/** The day on which the prices were read, ISO 8601. */
export const pricesAsOf = readOn;

/** What an estimate leaves out, as lowercase sentences: told wherever a cost is. */
export const costLimits: readonly string[] = [
  `list prices as read on ${readOn}, on demand, in USD for 730 hours; prices change, and so do public copies of price lists`,
  "no discounts: no reserved capacity, no savings plans, no committed use, no credits, no taxes",
  "no traffic: nothing for data that leaves a zone or a region, passes a gateway, or is replicated",
  "no growth: nothing for disks, database storage, logs, backups, requests or keys' operations, which cost by use",
  "of nodes, the least number that always runs; what an autoscaler adds is not in it",
  "no price is known for database servers on any cloud, nor for routing control clusters, nor outside the regions that were read; such resources are named, and in no sum",
];
