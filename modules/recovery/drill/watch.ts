import type { Target } from "../contract";
import { openProbeLog, type ProbeLog } from "../probe/log";
import { Probe } from "../probe/probe";
import { systemClock as clock } from "../run/clock";
import type { OwnActions } from "../run/own";
import { until } from "../switch/until";
import type { DrillStage } from "./stage";

/** Writes that must be confirmed before anything is taken away: without them, nothing could be lost. */
const warmUpWrites = 100;

/** A probe that writes through the group's name while a plan runs, and its verdict on the plan's own check of writes. */
export class Watch {
  private readonly probe: Probe;
  private readonly log: ProbeLog;
  private loss: number | undefined;

  /** @param folder - the run's, where what was seen outlives this process */
  constructor(
    private readonly stage: DrillStage,
    { run, folder }: { readonly run: string; readonly folder: string },
    private readonly signal: AbortSignal,
  ) {
    const { connect, leadsTo } = stage;
    this.log = openProbeLog(folder, clock);
    this.loss = this.log.earlier.loss;
    this.probe = new Probe({ connect, leadsTo, clock, run, log: this.log });
  }

  /** Writes until something could be lost, or goes on where the process before this one was killed. */
  async begin(writer: Target): Promise<void> {
    if (this.loss !== undefined) {
      this.probe.resume();
      return;
    }
    await this.stage.admit(writer);
    await this.probe.start();
    const before = this.probe.acknowledged;
    await until(
      `${warmUpWrites} confirmed writes`,
      this.signal,
      () => this.probe.acknowledged >= before + warmUpWrites,
    );
  }

  /** From here on the time counts, unless it did already before this process. */
  lost(): void {
    if (this.loss !== undefined) return;
    this.loss = clock.monotonic();
    this.log.loss(this.loss);
  }

  /** Recovery's own work, but that writes are verified when the probe has seen them on the new server. */
  own(actions: OwnActions): OwnActions {
    return {
      isDone: actions.isDone,
      perform: async (action, context) => {
        const { loss } = this;
        if (action.do !== "verify-writes" || loss === undefined) return actions.perform(action, context);
        await until("a write on the new server", context.signal, () => this.probe.hasRecovered(loss));
        const said = await actions.perform(action, context);
        context.record({ fact: "measured", measurement: await this.probe.finish(loss) });
        return said;
      },
    };
  }

  async stop(): Promise<void> {
    await this.probe.stop();
    this.log.close();
  }
}
