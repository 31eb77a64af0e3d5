import { z } from "zod";
import type { Change, JsonFields, View } from "../store/contract";

/** What Terraform writes about who holds a lock (statemgr.LockInfo); more of it is kept as it came. */
const lockShape = z.object({
  ID: z.string().min(1),
  Operation: z.string().default(""),
  Who: z.string().default(""),
  Created: z.string().default(""),
});

const fieldsShape = z.record(z.string(), z.json());

/** Who holds the lock of a state. */
export interface Lock {
  readonly id: string;
  readonly operation: string;
  readonly who: string;
  readonly created: string;
  /** As Terraform wrote it. */
  readonly info: JsonFields;
}

/** Reads what Terraform says about itself; undefined when it is none of that. */
export function readLock(value: unknown): Lock | undefined {
  const info = fieldsShape.safeParse(value).data;
  const { data } = lockShape.safeParse(info);
  if (data === undefined || info === undefined) return undefined;
  return { id: data.ID, operation: data.Operation, who: data.Who, created: data.Created, info };
}

/** The lock that is held on a state. */
export function lockOn(view: View, state: string): Lock | undefined {
  return readLock(view.get("lock", state));
}

/** What makes a lock held, or with undefined no longer. */
export function putLock(state: string, lock: Lock | undefined): Change {
  return { collection: "lock", key: state, value: lock?.info };
}

/** Every lock that is held, with the state that it is on. */
export function allLocks(view: View): readonly { readonly state: string; readonly lock: Lock }[] {
  return [...view.entries("lock")].flatMap(([state, value]) => {
    const lock = readLock(value);
    return lock === undefined ? [] : [{ state, lock }];
  });
}

/** Who holds a lock, as people say it: `root@machine, apply, since 2026-11-24 20:30:19`. */
export function holder({ who, operation, created }: Lock): string {
  const since = created.replace("T", " ").replace(/[.]\d+/, "");
  const parts = [who, operation.replace("OperationType", "").toLowerCase(), since === "" ? "" : `since ${since}`];
  return parts.filter((part) => part !== "").join(", ");
}
