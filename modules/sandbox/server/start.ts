import { mkdirSync } from "node:fs";
import { type Runtime, sandboxFiles, sandboxFormat } from "../runtime";
import type { Store } from "../store/contract";
import { openStore } from "../store/open";
import { control } from "./control";
import { allLocks } from "./locks";
import type { Compose, Parts } from "./parts";
import { keepPort, lastPort, newToken, removeRuntime, writeRuntime } from "./runtime-file";
import { type Listening, serveHttp } from "./server";
import { stackAt } from "./state-address";
import { StateBackend } from "./state-backend";
import { type Status, storeStatus } from "./status";

/** A sandbox that runs in this process. */
export interface RunningServer {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly stop: () => Promise<void>;
  /** When it has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
}

/** How a sandbox is started. */
export interface StartOptions {
  readonly compose: Compose;
  /** Told of errors that nobody expected: whoever sent the request gets no more of them than the message. */
  readonly onFault: (error: unknown) => void;
}

/** How many refusals are remembered. */
const remembered = 100;

/** What is undone in turn, the last first. Each is tried, whatever became of the others. */
class Undoing {
  private steps: readonly (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.steps = [step, ...this.steps];
  }

  /** @throws Error the first that a step threw */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.steps) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

async function assemble(folder: string, options: StartOptions, undoing: Undoing): Promise<RunningServer> {
  const store = await openStore(sandboxFiles.store(folder));
  undoing.add(() => store.close());
  const heldLocks = () => new Set(allLocks(store).map(({ lock }) => lock.id));
  const parts = await options.compose({ folder, store, heldLocks });
  undoing.add(() => parts.stop());
  const token = newToken();
  const startedAt = new Date().toISOString();
  let end: (outcome: Promise<void>) => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (end = resolve));
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= undoing.run();
    end(stopping);
    return stopping;
  };
  const { onFault } = options;
  const listening = await serve(folder, {
    store,
    parts,
    token,
    startedAt,
    onFault,
    stop: () => void stop().catch(onFault),
  });
  undoing.add(() => listening.close());
  const runtime: Runtime = {
    format: sandboxFormat,
    pid: process.pid,
    address: listening.address,
    token,
    reattach: parts.reattach,
    startedAt,
  };
  writeRuntime(folder, runtime);
  undoing.add(() => {
    removeRuntime(folder, runtime);
    return Promise.resolve();
  });
  return { runtime, store, stop, stopped };
}

interface Serving {
  readonly store: Store;
  readonly parts: Parts;
  readonly token: string;
  readonly startedAt: string;
  readonly onFault: (error: unknown) => void;
  readonly stop: () => void;
}

async function serve(folder: string, { store, parts, token, startedAt, onFault, stop }: Serving): Promise<Listening> {
  let refusals: Status["refusals"] = [];
  const states = new StateBackend(store, parts, (address, said) => {
    const refusal = { at: new Date().toISOString(), stack: stackAt(address), said };
    refusals = [...refusals, refusal].slice(-remembered);
  });
  const status = () => ({ pid: process.pid, startedAt, ...storeStatus(store), refusals });
  const listening = await serveHttp(lastPort(folder), {
    token,
    state: (request) => states.answer(request),
    control: (request) => control({ store, parts, status, stop }, request),
    onFault,
  });
  keepPort(folder, listening.port);
  return listening;
}

/**
 * Starts a sandbox in this process: everything that it keeps is below the folder.
 * @throws Error when it is up already, or a part of it cannot be started; whatever was started is stopped then
 */
export async function startServer(folder: string, options: StartOptions): Promise<RunningServer> {
  mkdirSync(folder, { recursive: true });
  const undoing = new Undoing();
  try {
    return await assemble(folder, options, undoing);
  } catch (error) {
    await undoing.run();
    throw error;
  }
}
