import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ProbeConnection } from "../../modules/recovery/probe/connection";
import { measure, type ProbeRow, rowKey } from "../../modules/recovery/probe/measure";
import { Probe } from "../../modules/recovery/probe/probe";
import { VirtualClock } from "./virtual-clock";

const row = (number: number, sent: number, at: number | null, server = "old"): ProbeRow => ({
  writer: 0,
  number,
  sent,
  acknowledged: at === null ? null : { at, server },
  refused: false,
});

const keys = (rows: readonly ProbeRow[]) => new Set(rows.map(rowKey));

describe("the arithmetic", () => {
  /** Writes at the given pauses, confirmed at once: the old server's until the cut, the new one's from the return on. */
  const switches = fc.record({
    before: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 }),
    kept: fc.nat(),
    outage: fc.integer({ min: 1, max: 900_000 }),
    after: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
    inFlight: fc.nat({ max: 2 }),
    healthyAfter: fc.integer({ min: 0, max: 60_000 }),
  });

  test("finds as many lost rows as were planted, the time that they span, and the time until writes and health are back", () => {
    fc.assert(
      fc.property(switches, ({ before, kept, outage, after, inFlight, healthyAfter }) => {
        let time = 1_000;
        const old = before.map((pause, index) => row(index, time, (time += pause)));
        const loss = time;
        const hanging = Array.from({ length: inFlight }, (_, index) => row(10_000 + index, loss, null));
        time += outage;
        const fresh = after.map((pause, index) => row(20_000 + index, time, (time += pause), "new"));
        const back = loss + outage + (after[0] ?? 0);
        const survivors = old.slice(0, kept % (old.length + 1));
        const lostTime = survivors.length === old.length ? 0 : loss - (survivors.at(-1)?.acknowledged?.at ?? 1_000);
        const measured = measure({
          rows: [...old, ...hanging, ...fresh],
          present: keys([...survivors, ...fresh]),
          healthy: [
            { asked: loss + 1, answered: loss + 2 },
            { asked: back + healthyAfter, answered: back + healthyAfter + 5 },
          ].filter(({ asked }) => asked < loss + outage || asked >= back),
          loss,
        });
        expect(measured).toEqual({
          rtoSeconds: (back + healthyAfter + 5 - loss) / 1000,
          rpoSeconds: lostTime / 1000,
          lostRows: old.length - survivors.length,
          acknowledgedRows: old.length + fresh.length,
          rowsInFlight: inFlight,
        });
      }),
    );
  });

  const loss = 100;
  const base = [row(1, 80, 90), row(2, 95, 99)];

  test("does not take a write that the old server still confirms for the new one's", () => {
    const rows = [...base, row(3, 101, 120), row(4, 400, 450, "new")];
    const healthy = [130, 500].map((asked) => ({ asked, answered: asked + 10 }));
    expect(measure({ rows, present: keys(rows), healthy, loss }).rtoSeconds).toBe(0.41);
  });

  test("does not take health from before the first write for health after it", () => {
    const rows = [...base, row(4, 400, 450, "new")];
    const healthy = [{ asked: 440, answered: 460 }];
    expect(measure({ rows, present: keys(rows), healthy, loss }).rtoSeconds).toBeNull();
  });

  test("counts a confirmed row that is not there wherever it is missing, also among the new server's", () => {
    const rows = [...base, row(3, 200, 210, "new"), row(4, 220, 230, "new")];
    const measured = measure({ rows, present: keys([...base, ...rows.slice(3)]), healthy: [], loss });
    expect(measured).toMatchObject({ lostRows: 1, rpoSeconds: 0.111 });
  });

  test("does not count a row that was refused as in flight", () => {
    const rows = [...base, { ...row(3, 101, null), refused: true }, row(4, 102, null)];
    expect(measure({ rows, present: keys(base), healthy: [], loss }).rowsInFlight).toBe(1);
  });

  test("refuses to measure what was not observed: nothing was confirmed before the loss", () => {
    expect(() => measure({ rows: base, present: new Set(), healthy: [], loss: 50 })).toThrow(/start the probe earlier/);
  });
});

describe("a probe", () => {
  /** A database that is what the test says, and its rows. */
  class FakeDatabase {
    server = "east";
    mode: "up" | "hangs" | "is gone" | "is read-only" | "serves on" = "up";
    readonly rows = new Map<string, { readonly writer: number; readonly number: number }>();
    open = 0;

    readonly connect = (): Promise<ProbeConnection> => {
      if (this.mode === "hangs") return new Promise(() => undefined);
      if (this.mode === "is gone") return Promise.reject(new Error("connect ECONNREFUSED"));
      this.open += 1;
      const { server } = this;
      return Promise.resolve({
        query: (text, values) => this.answer(server, text, values),
        destroy: () => void (this.open -= 1),
      });
    };

    private answer(server: string, text: string, values: readonly (string | number)[]): Promise<readonly object[]> {
      if (this.mode === "hangs") return new Promise(() => undefined);
      if (this.mode === "serves on" && server !== this.server) return Promise.resolve([{ server }]);
      if (this.mode === "is gone" || server !== this.server) return Promise.reject(new Error("connection terminated"));
      if (text.startsWith("select")) return Promise.resolve([...this.rows.values()]);
      if (!text.startsWith("insert")) return Promise.resolve([]);
      if (this.mode === "is read-only")
        return Promise.reject(Object.assign(new Error("read-only transaction"), { code: "25006" }));
      const [, writer, number] = values.map(Number);
      this.rows.set(`${writer ?? 0}/${number ?? 0}`, { writer: writer ?? 0, number: number ?? 0 });
      return Promise.resolve([{ server }]);
    }
  }

  const probes: Probe[] = [];
  // A probe that a failed test left writing would keep the process alive.
  afterEach(() => Promise.all(probes.splice(0).map((probe) => probe.stop())));

  async function probing() {
    const clock = new VirtualClock();
    const database = new FakeDatabase();
    let site: string | null = "east";
    const leadsTo = () => Promise.resolve(site);
    const probe = new Probe({ connect: database.connect, leadsTo, clock, run: "r1" });
    probes.push(probe);
    await probe.start();
    const pass = (milliseconds: number) => clock.sleep(milliseconds, new AbortController().signal);
    await pass(1_000);
    return { clock, database, probe, pass, lead: (to: string | null) => (site = to) };
  }

  test.each(["hangs", "is gone", "is read-only"] as const)(
    "goes on as soon as another server answers, when the old one %s",
    async (mode) => {
      const { clock, database, probe, pass } = await probing();
      const loss = clock.monotonic();
      const [planted] = [...database.rows.keys()].slice(-1);
      database.mode = mode;
      await pass(5_000);
      expect(probe.hasRecovered(loss)).toBe(false);
      Object.assign(database, { mode: "up", server: "west" });
      database.rows.delete(planted ?? "");
      await pass(2_500);
      expect(probe.hasRecovered(loss)).toBe(true);
      const measured = await probe.finish(loss);
      expect(measured).toMatchObject({ lostRows: 1, rowsInFlight: mode === "is read-only" ? 0 : 2 });
      // Whoever hangs is let go of after a second.
      expect(measured.rtoSeconds).toBeGreaterThanOrEqual(5);
      expect(measured.rtoSeconds).toBeLessThan(6.2);
      expect(measured.acknowledgedRows).toBeGreaterThan(200);
      expect(database.open).toBe(0);
    },
  );

  test("does not say that it is over while the application is not healthy", async () => {
    const { clock, database, probe, pass, lead } = await probing();
    const loss = clock.monotonic();
    lead(null);
    database.server = "west";
    await pass(2_000);
    expect(probe.hasRecovered(loss)).toBe(false);
    lead("west");
    await pass(200);
    expect((await probe.finish(loss)).rtoSeconds).toBeGreaterThanOrEqual(2);
  });

  test("leaves a server that serves on when the name leads elsewhere, and counts as lost what that server confirmed", async () => {
    const { clock, database, probe, pass, lead } = await probing();
    const loss = clock.monotonic();
    Object.assign(database, { mode: "serves on", server: "west" });
    await pass(2_000);
    expect(probe.hasRecovered(loss)).toBe(false);
    lead("west");
    await pass(500);
    expect(probe.hasRecovered(loss)).toBe(true);
    const { lostRows, rtoSeconds } = await probe.finish(loss);
    expect(lostRows).toBeGreaterThan(390);
    expect(rtoSeconds).toBeGreaterThanOrEqual(2);
    expect(database.open).toBe(0);
  });

  test("keeps its pace: a row each 10 ms from each of two writers, and one at a time", async () => {
    const { probe, database } = await probing();
    await probe.stop();
    expect(probe.acknowledged).toBeGreaterThanOrEqual(198);
    expect(probe.acknowledged).toBeLessThanOrEqual(204);
    expect(probe.acknowledged).toBe(database.rows.size);
  });
});
