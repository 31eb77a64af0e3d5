import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import { until } from "../../modules/sandbox/postgres/until";
import { column, type PostgresSandbox } from "./postgres";

/** How long a write may take; who hears nothing by then asks anew. */
const patience = 2_000;

/** Writes numbered rows, one after the other, to whichever of two servers takes them, and reconnects like an application. */
export class Writer {
  /** Rows of which the database has said that they are kept. */
  readonly acknowledged: number[] = [];
  /** Why connections were lost or refused. */
  private readonly refusals: unknown[] = [];
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly sandbox: PostgresSandbox,
    private readonly pair: readonly [string, string],
    private readonly password: string,
  ) {}

  async start(): Promise<void> {
    await this.sandbox.as(this.pair[0], { user: "understudy", password: this.password }, (client) =>
      client.query("create table written (number integer primary key)"),
    );
    this.running = this.write();
    await this.more(20);
  }

  /** Returns when so many rows more were acknowledged. */
  async more(rows: number): Promise<void> {
    const goal = this.acknowledged.length + rows;
    const last = () => `the last refusal was: ${String(this.refusals.at(-1))}`;
    await until(`${rows} more rows to be acknowledged; ${last()}`, () =>
      Promise.resolve(this.acknowledged.length >= goal),
    );
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Rows that were acknowledged and are not on a server. */
  async missingOn(name: string): Promise<readonly number[]> {
    const there = await this.sandbox.as(name, { user: "understudy", password: this.password }, (client) =>
      column(client, "select number from written"),
    );
    const kept = new Set(there);
    return this.acknowledged.filter((number) => !kept.has(number));
  }

  private async write(): Promise<void> {
    let number = 0;
    for (let turn = 0; !this.stopped; turn += 1) {
      const name = this.pair[turn % 2 === 0 ? 0 : 1];
      try {
        await this.sandbox.as(
          name,
          { user: "understudy", password: this.password, query_timeout: patience },
          async (client: Client) => {
            while (!this.stopped) {
              // A row without an answer may be there or not: its number is never used again.
              number += 1;
              await client.query("insert into written values ($1)", [number]);
              this.acknowledged.push(number);
            }
          },
        );
      } catch (error) {
        this.refusals.push(error);
        await pause(10);
      }
    }
  }
}
