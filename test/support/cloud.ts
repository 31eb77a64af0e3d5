import { simulateClouds } from "../../modules/sandbox/cloud/clouds";
import type { Thing } from "../../modules/sandbox/cloud/behaviour";
import { changesOf } from "../../modules/sandbox/cloud/consequences";
import { findAnywhere, thingsOf } from "../../modules/sandbox/cloud/things";
import type { DatabaseServers, ServerStatus } from "../../modules/sandbox/postgres/contract";
import type { Fields } from "../../modules/sandbox/protocol/values";
import type { OutageMode } from "../../modules/sandbox/runtime";
import { memoryStore } from "./memory-store";
import { Workspace } from "./workspace";

/** Database servers that write down what they are asked for, and do as the real ones would, without any. */
class RecordingServers implements DatabaseServers {
  /** What was asked for, in order. A password is never in here. */
  readonly calls: string[] = [];
  readonly certificate = "";
  private readonly servers = new Map<string, ServerStatus>();

  list = () => [...this.servers.keys()];
  status = (name: string) => Promise.resolve(this.servers.get(name));
  createPrimary = (name: string) => this.did(`createPrimary ${name}`, () => this.put(name, null));
  createReplica = (name: string, source: string) =>
    this.did(`createReplica ${name} of ${source}`, () => {
      this.running(source);
      this.put(name, source);
    });
  setReplay = (name: string, replay: "on" | "held") =>
    this.did(`setReplay ${name} ${replay}`, () => this.running(name));
  setPassword = (name: string, user: string) => this.did(`setPassword ${user} at ${name}`, () => this.running(name));
  kill = (name: string) => this.did(`kill ${name}`, () => this.put(name, this.server(name).source, false));
  start = (name: string) => this.did(`start ${name}`, () => this.put(name, this.server(name).source));
  promote = (name: string) =>
    this.did(`promote ${name}`, () => {
      this.running(name);
      this.put(name, null);
    });
  switchover = (primary: string, replica: string) =>
    this.did(`switchover ${primary} to ${replica}`, () => {
      for (const name of [primary, replica]) this.running(name);
      this.put(replica, null);
      this.put(primary, replica);
    });
  rejoin = async (name: string, source: string) => {
    await this.did(`rejoin ${name} to ${source}`, () => this.put(name, source));
    return 4096;
  };
  remove = (name: string) => this.did(`remove ${name}`, () => void this.servers.delete(name));
  stopAll = () => Promise.resolve();

  private server(name: string): ServerStatus {
    const found = this.servers.get(name);
    if (found === undefined) throw new Error(`there is no database server ${name}`);
    return found;
  }

  private running(name: string): void {
    if (!this.server(name).running) throw new Error(`the database server ${name} is not running`);
  }

  private put(name: string, source: string | null, running = true): void {
    const role = source === null ? "primary" : "replica";
    const lag = source === null || !running ? null : { seconds: 0, bytes: 0 };
    this.servers.set(name, { name, role, running, port: 5432, source, lag });
  }

  /** The work fails as a promise does, never at once. */
  private async did(call: string, work: () => void): Promise<void> {
    await Promise.resolve();
    this.calls.push(call);
    work();
  }
}

/** The simulated clouds on a store of their own, with real Terraform before them. */
export class CloudWorkspace extends Workspace {
  readonly store = memoryStore();
  readonly databases = new RecordingServers();
  readonly clouds = simulateClouds({
    store: this.store,
    databases: this.databases,
    heldLocks: () => new Set<string>(),
  });

  override open(): Promise<void> {
    return super.open((name) => this.clouds.worldOf(name));
  }

  /** Puts a region out, or (undefined) in again. `gcp/us-central1`. */
  async outage(place: string, mode: OutageMode | undefined): Promise<void> {
    await this.store.transact(() => ({
      changes: [{ collection: "outage", key: place, value: mode }],
      result: undefined,
    }));
  }

  /** Changes attributes of a thing in its cloud, as its vendor or a runbook would, past Terraform. */
  async drift(type: string, id: string, attributes: Fields): Promise<void> {
    await this.store.transact((view) => {
      const find = (kind: string, name: string) => findAnywhere(view, kind, name);
      return { changes: changesOf(view, { find }, [{ type, id, attributes }]), result: undefined };
    });
  }

  /** What the clouds have of a type, oldest first. */
  things(type: string): readonly Thing[] {
    return thingsOf(this.store, type);
  }
}
