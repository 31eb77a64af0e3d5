import type { Group } from "../../modules/core/group";
import type { Plan, Target } from "../../modules/recovery/contract";
import type { DrillStage } from "../../modules/recovery/drill/stage";
import { operator } from "../../modules/recovery/operators";
import { sandboxTransport } from "../../modules/recovery/operators/sandbox-transport";
import type { VendorCall } from "../../modules/recovery/operators/transport";
import { ownActions } from "../../modules/recovery/own/actions";
import { planRecovery } from "../../modules/recovery/plan/plan";
import type { Wish } from "../../modules/recovery/plan/refusals";
import { targetOf } from "../../modules/recovery/plan/standing";
import { systemClock as clock } from "../../modules/recovery/run/clock";
import { beginRun } from "../../modules/recovery/run/folder";
import { readJournal } from "../../modules/recovery/run/journal";
import { run } from "../../modules/recovery/run/run";
import type { Runtime } from "../../modules/sandbox/runtime";

/** Plans of one group, carried out in a sandbox with every vendor's call on record. */
export class Recovery {
  readonly calls: VendorCall[] = [];
  readonly operator;
  private readonly signal = new AbortController().signal;

  constructor(
    private readonly stage: DrillStage,
    runtime: Runtime,
    private readonly name: string,
  ) {
    const { cloud } = this.group;
    const transport = sandboxTransport(runtime, cloud);
    this.operator = operator(cloud, {
      send: (call, signal) => {
        this.calls.push(call);
        return transport.send(call, signal);
      },
    });
  }

  get group(): Group {
    const found = this.stage.environment().groups.find(({ name }) => name === this.name);
    if (found === undefined) throw new Error(`there is no group ${this.name}`);
    return found;
  }

  /** A site's server at its generation. */
  target(name: string): Target {
    const site = this.group.sites.find((one) => one.name === name);
    if (site === undefined) throw new Error(`${this.name} has no site ${name}`);
    return targetOf(site);
  }

  /** How the pair stands, asked of the second. */
  look(from: string, to: string) {
    return this.operator.look(this.target(from), this.target(to), this.signal);
  }

  /** Opens the writer's gate, and tells the vendor which replica takes over. */
  async arm(writer: string, replica: string): Promise<void> {
    const [source, site] = [this.target(writer), this.target(replica)];
    await this.operator.perform({ do: "open-gate", site: source }, this.signal);
    await this.operator.perform({ do: "designate-replica", site, source }, this.signal);
  }

  /** Plans, with what is known of a site that answers, and carries the plan out. */
  async carryOut(wish: Omit<Wish, "group">, from: string, to: string) {
    const status = await this.look(from, to);
    const plan: Plan = planRecovery(this.stage.environment(), { ...wish, group: this.name }, { status, run: null });
    const { operator: acting, stage, signal } = this;
    const opened = await beginRun({ runs: stage.runs, shared: null, plan, starter: "somebody", drill: false, clock });
    const own = ownActions({
      operator: acting,
      roles: stage.roles,
      terraforming: stage.terraforming,
      acceptsWrites: async (site, limit) => (await stage.leadsTo(limit)) === site.site,
    });
    const ports = { operator: acting, own, clock, random: Math.random, signal, lagEvery: 1, onEvent: () => undefined };
    const outcome = await run(opened, ports);
    const { entries } = readJournal(opened.folder);
    return {
      outcome,
      reconciled: entries.flatMap((entry) => (entry.fact === "reconciled" ? [entry] : [])),
      failures: entries.flatMap((entry) => (entry.fact === "step-failed" ? [entry.message] : [])),
    };
  }
}
