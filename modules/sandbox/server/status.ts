import { z } from "zod";
import { clouds } from "../../core/cloud";
import { outageModes } from "../runtime";
import type { Store } from "../store/contract";
import { allLocks, holder } from "./locks";
import { outages } from "./outages";
import { readStatePath, stackAt } from "./state-address";

/** What a running sandbox tells of itself. Programs read it as JSON: keys are added, never renamed. */
export const statusShape = z.object({
  pid: z.number(),
  startedAt: z.string(),
  outages: z.array(z.object({ cloud: z.enum(clouds), region: z.string(), mode: z.enum(outageModes) })),
  /** Things that exist in the simulated clouds. */
  things: z.number(),
  /** Stacks whose state is kept. */
  stacks: z.array(z.string()),
  locks: z.array(z.object({ stack: z.string(), id: z.string(), holder: z.string() })),
  /** States that could not be reached, the latest last: what Terraform does not tell. */
  refusals: z.array(z.object({ at: z.string(), stack: z.string(), said: z.string() })),
});

/** What {@link statusShape} describes. */
export type Status = Readonly<z.infer<typeof statusShape>>;

const stackOf = (state: string) => {
  const address = readStatePath(state);
  return address === undefined ? state : stackAt(address);
};

/** The part of a status that is in the store. */
export function storeStatus(store: Store): Pick<Status, "outages" | "things" | "stacks" | "locks"> {
  return {
    outages: [...outages(store)],
    things: [...store.entries("thing")].length,
    stacks: [...store.entries("state")].map(([state]) => stackOf(state)),
    locks: allLocks(store).map(({ state, lock }) => ({ stack: stackOf(state), id: lock.id, holder: holder(lock) })),
  };
}
