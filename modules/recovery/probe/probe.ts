import { z } from "zod";
import type { Measurement } from "../contract";
import type { Clock } from "../run/clock";
import { codeOf } from "../../core/failure";
import { within } from "../run/within";
import type { Connect, ProbeConnection } from "./connection";
import type { ProbeLog } from "./log";
import { type HealthCheck, measure, type ProbeRow, recoveryOf, rowKey } from "./measure";

/** What a probe needs. */
export interface ProbeOptions {
  readonly connect: Connect;
  /** The site that the group's name leads to; null while the application answers nowhere. */
  readonly leadsTo: (signal: AbortSignal) => Promise<string | null>;
  readonly clock: Clock;
  /** Tells the rows of this run from those of others. */
  readonly run: string;
  /**
   * Keeps what is seen, and knows what a probe before this one saw of the same run.
   * @default - nothing is kept
   */
  readonly log?: ProbeLog;
}

/** Two writers, so that one that waits for an answer does not leave a gap; milliseconds. */
const pace = { writers: 2, interval: 10, reconnect: 25, health: 100, answer: 1_000, readBack: 60_000 } as const;

const server = "coalesce(host(inet_server_addr()), 'local') || ':' || coalesce(inet_server_port(), 0) as server";

/** What is asked of a database: by the probe, and before it by whoever must know whether there is anything to measure. */
export const probeStatements = {
  table: `create table if not exists understudy_probe (
    run text not null, writer integer not null, number integer not null,
    written timestamptz not null default clock_timestamp(), primary key (run, writer, number))`,
  tidy: "delete from understudy_probe where written < now() - interval '1 day'",
  write: `insert into understudy_probe (run, writer, number) values ($1, $2, $3)
    returning ${server}`,
  standing: `select pg_is_in_recovery() as standby, ${server}`,
  read: "select writer, number from understudy_probe where run = $1",
} as const;

const written = z.tuple([z.object({ server: z.string() })]);
const readBack = z.array(z.object({ writer: z.number(), number: z.number() }));

/** Class 57P and 08: the server went away, and whether the row is in nobody knows. Any other SQLSTATE: it is not. */
function isRefusal(error: unknown): boolean {
  const code = codeOf(error);
  return typeof code === "string" && /^(?!57P|08)[0-9A-Z]{5}$/.test(code);
}

/**
 * Writes numbered rows through a group's name for as long as a switch takes, as an application would, and then looks which of
 * those that were confirmed are there. What it reports it has seen.
 */
export class Probe {
  private readonly rows: ProbeRow[];
  private readonly healthy: HealthCheck[];
  private readonly stopping = new AbortController();
  private site: string | undefined;
  /** How often the name has led elsewhere than before. */
  private moves = 0;
  private working: readonly Promise<void>[] = [];

  constructor(private readonly options: ProbeOptions) {
    this.rows = [...(options.log?.earlier.rows ?? [])];
    this.healthy = [...(options.log?.earlier.healthy ?? [])];
  }

  /** Begins to write into the table that an earlier probe has made, whether or not the database takes writes now. */
  resume(): void {
    // Numbers of their own: a row that was on its way when the process died may be there.
    const first = 1 + this.rows.reduce((most, { writer }) => Math.max(most, writer), -1);
    const writers = Array.from({ length: pace.writers }, (_, index) => this.write(first + index));
    this.working = [...writers, this.watchHealth()];
  }

  /** Makes the probe's table and begins to write. @throws Error when the database takes no write to begin with */
  async start(): Promise<void> {
    const { signal } = this.stopping;
    await this.limited(pace.answer * 10, signal, async (limit) => {
      const connection = await this.open(limit);
      try {
        for (const text of [probeStatements.table, probeStatements.tidy])
          await within(limit, () => connection.query(text, []));
      } finally {
        connection.destroy();
      }
    });
    this.resume();
  }

  /** How many writes were confirmed up to now. */
  get acknowledged(): number {
    return this.rows.filter((row) => row.acknowledged !== null).length;
  }

  /**
   * Whether, since the loss, a write was confirmed by another server than before and the application's health check passed.
   * Until then there is no RTO to measure.
   */
  hasRecovered(loss: number): boolean {
    return recoveryOf({ rows: this.rows, healthy: this.healthy, loss })?.ready !== undefined;
  }

  /**
   * Stops writing, reads back, and measures.
   * @param loss - the moment of the loss, or of the order to switch, by the probe's clock, milliseconds
   * @throws Error when nothing was confirmed before the loss, or the rows cannot be read back
   */
  async finish(loss: number): Promise<Measurement> {
    await this.stop();
    return measure({ rows: this.rows, healthy: this.healthy, present: await this.present(), loss });
  }

  /** Stops writing. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.working);
  }

  /** Ends with the work, at the latest after so many milliseconds. */
  private async limited<Result>(
    milliseconds: number,
    signal: AbortSignal,
    work: (limit: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const over = new AbortController();
    const done = new AbortController();
    void this.options.clock.sleep(milliseconds, done.signal).then(() => over.abort());
    const limit = AbortSignal.any([over.signal, signal]);
    try {
      return await within(limit, () => work(limit));
    } finally {
      done.abort();
    }
  }

  /** A connection that comes after nobody waits for it any longer is let go of. */
  private async open(limit: AbortSignal): Promise<ProbeConnection> {
    const connection = await this.options.connect(limit);
    if (limit.aborted) connection.destroy();
    return connection;
  }

  /**
   * One writer: one row at a time, a new connection whenever one has failed, and when the name leads elsewhere. A server whose
   * region has lost its control plane alone still answers, and nobody who follows the name writes to it.
   */
  private async write(writer: number): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.stopping;
    let connection: ProbeConnection | undefined;
    let { moves } = this;
    for (let number = 0; !signal.aborted;) {
      const began = clock.monotonic();
      try {
        if (moves !== this.moves) {
          connection?.destroy();
          connection = undefined;
          ({ moves } = this);
        }
        connection ??= await this.limited(pace.answer, signal, (limit) => this.open(limit));
        number += 1;
        const isGood = await this.writeRow(connection, writer, number);
        if (!isGood) {
          connection.destroy();
          connection = undefined;
        }
        await clock.sleep(Math.max(0, began + pace.interval - clock.monotonic()), signal);
      } catch {
        // Nothing takes connections: what a region that is lost is like. The next try may find another server.
        await clock.sleep(pace.reconnect, signal);
      }
    }
    connection?.destroy();
  }

  private async writeRow(connection: ProbeConnection, writer: number, number: number): Promise<boolean> {
    const { clock, run } = this.options;
    const row = { writer, number, sent: clock.monotonic() };
    try {
      // Stopping waits for an answer on its way: a row that is in must not count as unanswered.
      const rows = await this.limited(pace.answer, new AbortController().signal, () =>
        connection.query(probeStatements.write, [run, writer, number]),
      );
      const [{ server }] = written.parse(rows);
      this.saw({ ...row, acknowledged: { at: clock.monotonic(), server }, refused: false });
      return true;
    } catch (error) {
      this.saw({ ...row, acknowledged: null, refused: isRefusal(error) });
      return false;
    }
  }

  private saw(row: ProbeRow): void {
    this.rows.push(row);
    this.options.log?.row(row);
  }

  private async watchHealth(): Promise<void> {
    const { clock, leadsTo } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const asked = clock.monotonic();
      try {
        const site = await this.limited(pace.answer, signal, leadsTo);
        if (site !== null) {
          if (this.site !== undefined && this.site !== site) this.moves += 1;
          this.site = site;
          const check = { asked, answered: clock.monotonic() };
          this.healthy.push(check);
          this.options.log?.health(check);
        }
        await clock.sleep(pace.health, signal);
      } catch {
        // An application that cannot be reached is not healthy.
        await clock.sleep(pace.health, signal);
      }
    }
  }

  private async present(): Promise<ReadonlySet<string>> {
    const { clock, run } = this.options;
    const until = clock.monotonic() + pace.readBack;
    for (;;) {
      try {
        return await this.limited(pace.readBack, new AbortController().signal, async (limit) => {
          const connection = await this.open(limit);
          try {
            return new Set(readBack.parse(await connection.query(probeStatements.read, [run])).map(rowKey));
          } finally {
            connection.destroy();
          }
        });
      } catch (error) {
        if (clock.monotonic() >= until) throw error;
        await clock.sleep(pace.reconnect, new AbortController().signal);
      }
    }
  }
}
