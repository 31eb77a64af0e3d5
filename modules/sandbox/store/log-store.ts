import type { Collection, Decision, Json, Store, View } from "./contract";
import type { Disk } from "./disk";
import { line, write } from "./format";
import type { Memory, Undo } from "./memory";

/** A transaction that was decided and is not on disk yet. */
interface Waiting {
  /** Empty when nothing changed: it waits all the same for what it looked at. */
  readonly text: string;
  readonly undo: Undo;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Where the log ends. */
export interface End {
  readonly bytes: number;
  readonly checksum: string;
}

/** A store that writes each transaction behind those before it, and has everything in memory. */
export class LogStore implements Store {
  private waiting: readonly Waiting[] = [];
  private writing: Promise<void> | undefined;
  /** Whether something may stand behind the end that belongs to no transaction. */
  private ragged = false;
  private closing: Promise<void> | undefined;

  /** @param release - called once the store is closed */
  constructor(
    private readonly disk: Disk,
    private readonly memory: Memory,
    private end: End,
    private readonly release: () => void,
  ) {}

  get(collection: Collection, key: string): Json | undefined {
    return this.memory.get(collection, key);
  }

  entries(collection: Collection): Iterable<readonly [key: string, value: Json]> {
    return this.memory.entries(collection);
  }

  async transact<Result>(decide: (view: View) => Decision<Result>): Promise<Result> {
    if (this.closing !== undefined)
      throw new Error("the sandbox's store is closed; start the sandbox again, with understudy sandbox up");
    const decision = decide(this.memory);
    const { text, changes } = write(decision.changes);
    const undo = this.memory.apply(changes);
    await new Promise<void>((done, failed) => {
      this.waiting = [...this.waiting, { text: changes.length === 0 ? "" : text, undo, done, failed }];
      this.writing ??= this.writeWaiting();
    });
    return decision.result;
  }

  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    await this.writing;
    await this.disk.close();
    this.release();
  }

  /** Everything that came while the disk was busy goes to it together. */
  private async writeWaiting(): Promise<void> {
    // Whoever decides in the same turn goes with the first.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        this.end = await this.append(group);
        for (const { done } of group) done();
      } catch (error) {
        this.takeBack(group, error);
      }
    }
    this.writing = undefined;
  }

  private async append(group: readonly Waiting[]): Promise<End> {
    let { checksum } = this.end;
    const lines: string[] = [];
    for (const { text } of group.filter((one) => one.text !== "")) {
      const next = line(checksum, text);
      lines.push(next.line);
      ({ checksum } = next);
    }
    if (lines.length === 0) return this.end;
    const bytes = Buffer.from(lines.join(""));
    if (this.ragged) await this.disk.truncate(this.end.bytes);
    this.ragged = true;
    try {
      await this.disk.write(bytes, this.end.bytes);
    } catch (error) {
      await this.trim();
      throw error;
    }
    this.ragged = false;
    return { bytes: this.end.bytes + bytes.length, checksum };
  }

  /** A disk that cannot even be cut back is asked again before the next write. */
  private async trim(): Promise<void> {
    this.ragged = await this.disk.truncate(this.end.bytes).then(
      () => false,
      () => true,
    );
  }

  /** Those that came later were decided on what is now not so: nothing of theirs is true either. */
  private takeBack(group: readonly Waiting[], error: unknown): void {
    const all = [...group, ...this.waiting];
    this.waiting = [];
    for (const { undo } of all.toReversed()) undo();
    for (const { failed } of all) failed(error);
  }
}
