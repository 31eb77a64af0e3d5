import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cloud } from "../../modules/core/cloud";
import type { DeployEvent, Target } from "../../modules/deploy/contract";
import { startProviders } from "../../modules/sandbox/providers";
import type { StateWorld } from "../../modules/sandbox/server/parts";
import { type RunningServer, startServer } from "../../modules/sandbox/server/start";

/** A stack as a test describes it: what Terraform reads, and what comes before it. */
export interface Described {
  readonly json: Readonly<Record<string, unknown>>;
  readonly after?: readonly string[];
}

/** Stacks on a disk, and a sandbox's server that keeps states, with providers that remember nothing. Gone after the tests. */
export class Bench {
  private readonly root = mkdtempSync(join(tmpdir(), "understudy-deploy-"));
  /** What the server did not expect. */
  readonly faults: unknown[] = [];
  /** Which regions are out. */
  outage: StateWorld["outage"] = () => undefined;
  private server: RunningServer | undefined;
  private buckets: (bucket: string) => boolean = () => true;

  /** Starts the server. @param buckets - which buckets exist, asked each time */
  async serve(buckets: (bucket: string) => boolean = () => true): Promise<void> {
    this.buckets = buckets;
    this.server = await startServer(this.sandbox, {
      onFault: (error) => this.faults.push(error),
      compose: async () => {
        const providers = await startProviders();
        return {
          reattach: providers.reattach,
          states: {
            bucketExists: (_cloud: string, _region: string, bucket: string) => this.buckets(bucket),
            outage: (cloud: Cloud, region: string) => this.outage(cloud, region),
          },
          onStateSaved: () => Promise.resolve(),
          operate: () => Promise.resolve({ refused: "not here" }),
          onOutage: () => Promise.resolve(),
          stop: () => {
            providers.stop();
            return Promise.resolve();
          },
        };
      },
    });
  }

  get sandbox(): string {
    return join(this.root, "sandbox");
  }

  get runtime() {
    if (this.server === undefined) throw new Error("serve first");
    return this.server.runtime;
  }

  /** A new empty folder. */
  folder(): string {
    return mkdtempSync(join(this.root, "folder-"));
  }

  /** Writes what a synthesis would, or writes it again. */
  write(stacks: Readonly<Record<string, Described>>, output = this.folder()): string {
    const entries = Object.entries(stacks).map(([name, { json, after = [] }]) => {
      const folder = join("stacks", name);
      mkdirSync(join(output, folder), { recursive: true });
      writeFileSync(join(output, folder, "cdk.tf.json"), JSON.stringify(json));
      return [name, { name, dependencies: after, workingDirectory: folder }] as const;
    });
    writeFileSync(join(output, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(entries) }));
    return output;
  }

  async close(): Promise<void> {
    await this.server?.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A target that changes nothing: stacks say themselves where their state lies. */
export function plainTarget(more: Partial<Target> = {}, environment: Readonly<Record<string, string>> = {}): Target {
  const path = process.env["PATH"] ?? "";
  return {
    name: "cloud",
    prepare: () => undefined,
    environment: () => ({ PATH: path, HOME: tmpdir(), CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", ...environment }),
    parallelism: 10,
    init: [],
    storeIsMissing: (said) => said.includes("code 424"),
    bootstraps: () => false,
    unlock: ({ name }, id) => `unlock ${name} ${id}`,
    ...more,
  };
}

/** A stack of Terraform's own resource, which needs no provider: each is made at once, or when its command has ended. */
export function ownStack(
  resources: Readonly<Record<string, { readonly input?: string; readonly command?: string }>>,
  backend: Readonly<Record<string, unknown>> = { local: {} },
): Readonly<Record<string, unknown>> {
  const bodies = Object.entries(resources).map(
    ([name, { input = name, command }]) =>
      [name, { input, ...(command !== undefined && { provisioner: [{ "local-exec": { command } }] }) }] as const,
  );
  return { terraform: { backend }, resource: { terraform_data: Object.fromEntries(bodies) } };
}

/** Waits until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

/** What happened, as lines that can be compared. */
export function lines(events: readonly DeployEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.event === "step") return [`${event.stack}: ${event.step}`];
    return event.event === "ended" ? [`${event.result.stack}: ${event.result.outcome}`] : [];
  });
}
