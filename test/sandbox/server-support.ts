import { type ChildProcess, spawn } from "node:child_process";
import { request as send } from "node:http";
import { outageOf } from "../../modules/sandbox/cloud/availability";
import { startProviders } from "../../modules/sandbox/providers";
import { sandboxEnvironment } from "../../modules/sandbox/server/environment";
import { writeBackendOverride } from "../../modules/sandbox/server/override";
import type { Compose, Parts } from "../../modules/sandbox/server/parts";
import { type RunningServer, startServer } from "../../modules/sandbox/server/start";
import { type Ended, Folders } from "../cli/command";

/** A request that says of itself what a person likes. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request to 127.0.0.1, whatever its headers say. */
export function request(address: string, { method = "GET", path, headers = {}, body = "" }: Sent) {
  return new Promise<{ readonly status: number; readonly text: string }>((done, failed) => {
    const sent = send(
      `${address}${path}`,
      { method, headers: { ...headers, "content-length": Buffer.byteLength(body) }, agent: false },
      (answer) => {
        const chunks: string[] = [];
        answer.on("data", (data) => chunks.push(String(data)));
        answer.on("end", () => done({ status: answer.statusCode ?? 0, text: chunks.join("") }));
      },
    );
    sent.on("error", failed);
    sent.end(body);
  });
}

/** Providers that remember nothing, and clouds in which every bucket exists: the server is what is looked at. */
const composeNothing: Compose = async ({ store }) => {
  const providers = await startProviders();
  return {
    reattach: providers.reattach,
    states: { bucketExists: () => true, outage: (cloud, region) => outageOf(store, cloud, region) },
    onStateSaved: () => Promise.resolve(),
    operate: ({ operation }) => Promise.resolve({ refused: `there is no ${operation}` }),
    onOutage: () => Promise.resolve(),
    stop: () => {
      providers.stop();
      return Promise.resolve();
    },
  };
};

/** Sandboxes in this process, and real Terraform against them; all is gone afterwards. */
export class Sandboxes {
  readonly folders = new Folders();
  readonly faults: unknown[] = [];
  private running: readonly RunningServer[] = [];
  private children: readonly ChildProcess[] = [];

  /** @param changed - parts that are not as usual */
  async start(changed: Partial<Parts> = {}, folder = this.folders.make()): Promise<RunningServer & { folder: string }> {
    const server = await startServer(folder, {
      compose: async (footing) => ({ ...(await composeNothing(footing)), ...changed }),
      onFault: (error) => this.faults.push(error),
    });
    this.running = [...this.running, server];
    return { ...server, folder };
  }

  /** A synthesized stack that keeps its state in the sandbox. */
  stack({ runtime }: RunningServer, backend: object, content: object = {}, region?: string): string {
    const folder = this.folders.make({ "cdk.tf.json": JSON.stringify({ terraform: { backend }, ...content }) });
    writeBackendOverride(folder, runtime, () => region);
    return folder;
  }

  /** Runs Terraform in a stack's folder; `onOutput` sees what it has printed so far, and may write to it. */
  terraform(
    { runtime, folder }: RunningServer & { folder: string },
    stack: string,
    args: readonly string[],
    onOutput: (printed: string, child: ChildProcess) => void = (_, child) => child.stdin?.end(),
  ): Promise<Ended> {
    const child = spawn("terraform", [...args, "-no-color"], {
      cwd: stack,
      env: sandboxEnvironment(runtime, folder),
    });
    this.children = [...this.children, child];
    const printed = { stdout: "", stderr: "" };
    child.stdout.on("data", (data) => onOutput((printed.stdout += String(data)), child));
    child.stderr.on("data", (data) => (printed.stderr += String(data)));
    onOutput("", child);
    return new Promise((done, failed) => {
      child.on("error", failed);
      child.on("close", (code) => done({ code, ...printed }));
    });
  }

  async clear(): Promise<void> {
    for (const child of this.children) if (child.exitCode === null) child.kill("SIGKILL");
    await Promise.all(this.running.map(({ stop }) => stop()));
    this.folders.clear();
  }
}
