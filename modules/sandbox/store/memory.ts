import type { Change, Collection, Json, View } from "./contract";

/** An entry, and the place that it has among the others of its collection. */
interface Entry {
  readonly order: number;
  readonly value: Json;
}

/** What an entry was before a change; undefined when there was none. */
interface Former {
  readonly collection: Collection;
  readonly key: string;
  readonly entry: Entry | undefined;
}

/** Takes back what one call of {@link Memory.apply} did. The last one is taken back first. */
export type Undo = () => void;

/** The entries of a store, as they are now. */
export class Memory implements View {
  private readonly collections = new Map<Collection, Map<string, Entry>>();
  private written = 0;

  get(collection: Collection, key: string): Json | undefined {
    return this.in(collection).get(key)?.value;
  }

  *entries(collection: Collection): Iterable<readonly [key: string, value: Json]> {
    for (const [key, { value }] of this.in(collection)) yield [key, value];
  }

  /** Makes changes, one after the other. */
  apply(changes: readonly Change[]): Undo {
    const formers = changes.map((change) => this.change(change));
    return () => {
      for (const former of formers.toReversed()) this.restore(former);
    };
  }

  /** Everything, as changes that make it of nothing. */
  all(): readonly Change[] {
    return [...this.collections].flatMap(([collection, entries]) =>
      [...entries].map(([key, { value }]) => ({ collection, key, value })),
    );
  }

  private in(collection: Collection): Map<string, Entry> {
    const entries = this.collections.get(collection) ?? new Map<string, Entry>();
    this.collections.set(collection, entries);
    return entries;
  }

  private change({ collection, key, value }: Change): Former {
    const entries = this.in(collection);
    const entry = entries.get(key);
    if (value === undefined) entries.delete(key);
    else entries.set(key, { order: entry?.order ?? (this.written += 1), value });
    return { collection, key, entry };
  }

  private restore({ collection, key, entry }: Former): void {
    const entries = this.in(collection);
    const wasGone = !entries.has(key);
    if (entry === undefined) entries.delete(key);
    else entries.set(key, entry);
    if (entry === undefined || !wasGone) return;
    // A map puts what comes back at its end; it was not there.
    const sorted = [...entries].toSorted(([, a], [, b]) => a.order - b.order);
    this.collections.set(collection, new Map(sorted));
  }
}
