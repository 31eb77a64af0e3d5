import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

/** Where PostgreSQL 15 to 18 have it: ControlFileData of src/include/catalog/pg_control.h, in the machine's byte order. */
const offset = { state: 16, checkpoint: 32 } as const;

/** DB_SHUTDOWNED: as a primary, in order. */
const shutDown = 1;

/**
 * Where the last record of a primary begins that was shut down in order: its shutdown checkpoint.
 * @throws Error when it was not
 */
export function shutdownCheckpoint(data: string): bigint {
  const file = join(data, "global", "pg_control");
  const content = Buffer.alloc(offset.checkpoint + 8);
  const opened = openSync(file, "r");
  try {
    readSync(opened, content);
  } finally {
    closeSync(opened);
  }
  const state = content.readInt32LE(offset.state);
  if (state !== shutDown) throw new Error(`${file} says that the server was not shut down in order (state ${state})`);
  return content.readBigUInt64LE(offset.checkpoint);
}
