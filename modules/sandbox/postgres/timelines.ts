import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A part of a server's past: a timeline, and where it left it; undefined for the one that it is on. */
export interface Epoch {
  readonly timeline: number;
  readonly end: bigint | undefined;
}

/** A position in the WAL, from PostgreSQL's notation: two hexadecimal halves. */
export function position(lsn: string): bigint {
  const [high = "", low = ""] = lsn.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

/** PostgreSQL's notation of a position in the WAL. */
export const notation = (lsn: bigint) => `${(lsn >> 32n).toString(16)}/${(lsn & 0xffff_ffffn).toString(16)}`;

/** The timelines that a server has been on, the oldest first. Every promotion starts one, and leaves a file that says so. */
export function pastOf(data: string): readonly Epoch[] {
  const folder = join(data, "pg_wal");
  const newest = readdirSync(folder)
    .filter((name) => /^[0-9A-F]{8}\.history$/.test(name))
    .sort()
    .at(-1);
  if (newest === undefined) return [{ timeline: 1, end: undefined }];
  const parents = readFileSync(join(folder, newest), "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, timeline, lsn] = /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/i.exec(line) ?? [];
      return timeline === undefined || lsn === undefined ? [] : [{ timeline: Number(timeline), end: position(lsn) }];
    });
  return [...parents, { timeline: Number.parseInt(newest, 16), end: undefined }];
}

/** Where two servers' pasts part: up to there both have the same WAL; undefined when they are on the same timeline still. */
export function partedAt(one: readonly Epoch[], other: readonly Epoch[]): bigint | undefined {
  let shared = 0n;
  for (const [index, epoch] of one.entries()) {
    const beside = other[index];
    if (beside?.timeline !== epoch.timeline) return shared;
    if (epoch.end === undefined) return beside.end;
    if (beside.end === undefined) return epoch.end;
    shared = epoch.end < beside.end ? epoch.end : beside.end;
    if (epoch.end !== beside.end) return shared;
  }
  return shared;
}
