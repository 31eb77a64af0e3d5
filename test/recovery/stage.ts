import { afterAll } from "@jest/globals";
import type { JournalEntry, Plan, Step } from "../../modules/recovery/contract";
import { post } from "../../modules/recovery/run/inbox";
import type { RunPorts } from "../../modules/recovery/run/ports";
import { run } from "../../modules/recovery/run/run";
import { Folders } from "../cli/command";
import { FakeWorld, inMemory, type Moment } from "./fake-world";
import { MemoryDisk, openInMemory, type MemoryRun, usualPorts } from "./memory-run";
import { VirtualClock } from "./virtual-clock";

const folders = new Folders();
afterAll(() => folders.clear());

/** Somebody who started nothing. */
export const ben = { by: "ben@example.com", knownBy: "option" } as const;

/** A run of a plan in a world that nothing disturbs but what a test says. */
export class Stage {
  readonly disk = new MemoryDisk();
  readonly folder = folders.make();
  readonly clock = new VirtualClock();
  readonly world: FakeWorld;
  readonly notes: string[] = [];
  private readonly stop = new AbortController();
  /** Called at each moment of the world. */
  moment: Moment = () => undefined;

  constructor(readonly plan: Plan) {
    this.world = new FakeWorld(plan, inMemory(), (moment) => this.moment(moment));
  }

  run(ports: Partial<RunPorts> = {}, more: Partial<MemoryRun> = {}) {
    const opened = openInMemory({ disk: this.disk, plan: this.plan, clock: this.clock, folder: this.folder, ...more });
    return run(opened, {
      ...usualPorts(this.clock),
      operator: this.world.operator,
      own: this.world.own,
      signal: this.stop.signal,
      onEvent: (event) => event.event === "note" && this.notes.push(event.text),
      ...ports,
    });
  }

  /** A wish posted at a moment of the world. */
  post(ask: "pause" | "abort", at: string): void {
    this.moment = (moment) => moment === at && post(this.folder, { ask, by: ben.by });
  }

  stopAt(at: string): void {
    this.moment = (moment) => moment === at && this.stop.abort();
  }

  /** Tells the process to end, now. */
  readonly stopNow = (): void => this.stop.abort();

  has(fact: JournalEntry["fact"], id?: string): boolean {
    return this.disk
      .entries()
      .some((entry) => entry.fact === fact && (id === undefined || ("step" in entry && entry.step === id)));
  }

  facts(...wanted: readonly JournalEntry["fact"][]) {
    return this.disk.entries().filter(({ fact }) => wanted.includes(fact));
  }
}

/** A plan with one of its steps changed. */
export const withStep = (plan: Plan, id: string, change: Partial<Step>): Plan => ({
  ...plan,
  steps: plan.steps.map((one) => (one.id === id ? { ...one, ...change } : one)),
});
