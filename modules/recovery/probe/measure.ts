import type { Measurement } from "../contract";

/** One row that the probe sent. Times are milliseconds of one clock that never goes back. */
export interface ProbeRow {
  readonly writer: number;
  readonly number: number;
  readonly sent: number;
  /** When the server's confirmation came, and which server it was; null when none came. */
  readonly acknowledged: { readonly at: number; readonly server: string } | null;
  /** Whether the server answered that it did not take it. Neither this nor acknowledged: nobody knows. */
  readonly refused: boolean;
}

/** One passing check of the application's health, from when it was asked to when it had answered. */
export interface HealthCheck {
  readonly asked: number;
  readonly answered: number;
}

/** Names a row. */
export const rowKey = ({ writer, number }: Pick<ProbeRow, "writer" | "number">) => `${writer}/${number}`;

/** What was observed, and nothing that was expected. */
export interface Observations {
  readonly rows: readonly ProbeRow[];
  /** The keys of the rows that were read back afterwards. */
  readonly present: ReadonlySet<string>;
  /** Checks that passed, in the order in which they were made. */
  readonly healthy: readonly HealthCheck[];
  /** When the region was lost, or the order to switch was given. */
  readonly loss: number;
}

interface Acknowledged {
  readonly key: string;
  readonly at: number;
}

/** Seconds, to the millisecond. */
const seconds = (milliseconds: number) => Math.round(milliseconds) / 1000;

/** From the last row that survived before the first that was lost, to the last that was lost. */
function lostTime(acknowledged: readonly Acknowledged[], lost: readonly Acknowledged[], firstSent: number): number {
  const [first] = lost;
  const last = lost.at(-1);
  if (first === undefined || last === undefined) return 0;
  const survivors = acknowledged.filter(({ at }) => at < first.at);
  return last.at - (survivors.at(-1)?.at ?? firstSent);
}

type Seen = Omit<Observations, "present">;

/**
 * When the new server had confirmed a write and, asked after that, the application was healthy; undefined while that is not so.
 * The old server is the one that confirmed the last write before the loss; the new one is any other.
 */
export function recoveryOf({
  rows,
  healthy,
  loss,
}: Seen): { readonly written: number; readonly ready: number | undefined } | undefined {
  const old = rows.findLast(({ acknowledged }) => acknowledged !== null && acknowledged.at <= loss)?.acknowledged
    ?.server;
  const taken = rows.find(
    ({ acknowledged }) => acknowledged !== null && acknowledged.at > loss && acknowledged.server !== old,
  );
  const written = taken?.acknowledged?.at;
  if (old === undefined || written === undefined) return undefined;
  return { written, ready: healthy.find(({ asked }) => asked >= written)?.answered };
}

/**
 * The figures of a switch.
 * @throws Error when no write was confirmed before the loss: nothing could be lost then, and nothing be measured
 */
export function measure({ rows: sent, present, healthy, loss }: Observations): Measurement {
  const rows = sent.toSorted((one, other) => (one.acknowledged?.at ?? 0) - (other.acknowledged?.at ?? 0));
  const acknowledged = rows.flatMap((row): readonly Acknowledged[] =>
    row.acknowledged === null ? [] : [{ key: rowKey(row), at: row.acknowledged.at }],
  );
  const [first] = acknowledged;
  if (first === undefined || first.at > loss)
    throw new Error("no write was confirmed before the loss; start the probe earlier, nothing can be measured");
  const recovery = recoveryOf({ rows, healthy, loss });
  const lost = acknowledged.filter(({ key }) => !present.has(key));
  const unanswered = rows.filter((row) => row.acknowledged === null && !row.refused);
  const firstSent = rows.reduce((least, row) => Math.min(least, row.sent), Number.POSITIVE_INFINITY);
  return {
    rtoSeconds: recovery?.ready === undefined ? null : seconds(recovery.ready - loss),
    rpoSeconds: seconds(lostTime(acknowledged, lost, firstSent)),
    lostRows: lost.length,
    acknowledgedRows: acknowledged.length,
    rowsInFlight: unanswered.filter((row) => recovery === undefined || row.sent <= recovery.written).length,
  };
}
