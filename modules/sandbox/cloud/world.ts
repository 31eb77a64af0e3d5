import { randomUUID } from "node:crypto";
import { appliedBody } from "../engine/apply";
import { plannedBody } from "../engine/plan";
import { completeState } from "../engine/state";
import type { Question, World } from "../engine/world";
import type { DatabaseServers } from "../postgres/contract";
import { type Fields, isFields, type Value } from "../protocol/values";
import type { Change, Store, View } from "../store/contract";
import { type CallKind, reach } from "./availability";
import {
  type Behaviour,
  type Consequence,
  type Context,
  type DatabaseWork,
  type Place,
  Refusal,
  type SimulatedVendor,
} from "./behaviour";
import { orphan } from "./orphans";
import { missing } from "./references";
import { altered, contextOf, drop, findThing, type KeptThing, put } from "./things";
import { fillUnknown, knownFields, textOf } from "./values";

/** What a simulated cloud stands on. */
export interface Ground {
  readonly store: Store;
  readonly databases: DatabaseServers;
  /** The state locks that are held now. */
  readonly heldLocks: () => ReadonlySet<string>;
}

const nothing: Behaviour = {};

/** Changes of other things; one that is gone by now is left out. */
export function changesOf(view: View, consequences: readonly Consequence[]): readonly Change[] {
  return consequences.flatMap(({ type, id, attributes }) => {
    const thing = findThing(view, type, id);
    return thing === undefined ? [] : [put(altered(thing, attributes))];
  });
}

const filled = (planned: Fields, ...given: readonly Fields[]): Fields =>
  given.reduce<Fields>((body, more) => {
    const next = fillUnknown(body, more);
    return isFields(next) ? next : body;
  }, planned);

/** The things of one cloud, behind its provider. */
export class CloudWorld implements World {
  private readonly places = new Map<string, Place>();
  private readonly behaviours: ReadonlyMap<string, Behaviour>;

  constructor(
    private readonly vendor: SimulatedVendor,
    private readonly ground: Ground,
  ) {
    this.behaviours = new Map(vendor.services.flatMap((service) => Object.entries(service)));
  }

  configure(connection: string, configuration: Fields): void {
    this.places.set(connection, this.vendor.place(configuration));
  }

  async read({ type, schema, connection }: Question, state: Fields): Promise<Value> {
    const id = textOf(state, "id");
    const thing = findThing(this.ground.store, type, id);
    const region = thing?.region ?? this.regionOf(type, state, this.context(connection));
    await this.reach(type, region, "read");
    const now = findThing(this.ground.store, type, id);
    return now === undefined ? null : this.seen({ type, schema, connection }, now.attributes, state);
  }

  async create({ type, schema, connection }: Question, planned: Fields, config: Fields): Promise<Fields> {
    const behaviour = this.behaviour(type);
    const asked = knownFields(planned);
    await this.reach(type, this.regionOf(type, asked, this.context(connection)), "change");
    const held = this.ground.heldLocks();
    const { made, work } = await this.ground.store.transact((view) => {
      const context = this.context(connection, view);
      const unique = behaviour.unique?.(asked, context);
      const isSame =
        unique && ((thing: KeptThing) => behaviour.unique?.(thing.attributes, context)?.key === unique.key);
      const left = orphan(view, type, asked, held, isSame);
      if (left === undefined) this.refuse(type, asked, context, unique?.taken);
      const given = left?.attributes ?? behaviour.gives?.(asked, context) ?? {};
      const attributes = appliedBody(type, schema, filled(planned, given), randomUUID());
      const thing: KeptThing = {
        type,
        id: textOf(attributes, "id"),
        region: this.regionOf(type, attributes, context),
        attributes,
        madeUnder: held.size === 0 ? null : [...held],
      };
      if (left === undefined && findThing(view, type, thing.id) !== undefined)
        throw new Refusal(`${type} ${thing.id} already exists`);
      const others = changesOf(view, behaviour.consequences?.(attributes, context, undefined) ?? []);
      return {
        changes: [put(thing), ...others],
        result: { made: thing, work: behaviour.databases?.(attributes, context, undefined, config) },
      };
    });
    await this.carryOut(work, made);
    return this.seen({ type, schema, connection }, made.attributes, made.attributes);
  }

  async update(question: Question, proposed: Fields, config: Fields, prior: Fields): Promise<Fields> {
    const { type, schema, connection } = question;
    const behaviour = this.behaviour(type);
    const id = textOf(prior, "id");
    const planned = { ...proposed, id };
    const asked = knownFields(planned);
    const region =
      findThing(this.ground.store, type, id)?.region ?? this.regionOf(type, prior, this.context(connection));
    await this.reach(type, region, "change");
    const { made, work } = await this.ground.store.transact((view) => {
      const context = this.context(connection, view);
      const before = findThing(view, type, id);
      if (before === undefined) throw new Refusal(`${type} ${id} was not found`);
      this.refuse(type, asked, context, undefined, { before: before.attributes, state: prior });
      const given = behaviour.gives?.(asked, context) ?? {};
      const attributes = appliedBody(type, schema, filled(planned, given, before.attributes));
      const became = behaviour.becomes?.(attributes, context, before.attributes, prior) ?? attributes;
      const others = changesOf(view, behaviour.consequences?.(became, context, before.attributes) ?? []);
      return {
        changes: [put(altered(before, became)), ...others],
        result: {
          made: { answered: attributes, became },
          work: behaviour.databases?.(became, context, before.attributes, config),
        },
      };
    });
    await work?.(this.ground.databases);
    return behaviour.reads === undefined ? made.answered : this.seen(question, made.became, made.answered);
  }

  async remove({ type, connection }: Question, prior: Fields): Promise<void> {
    const behaviour = this.behaviour(type);
    const id = textOf(prior, "id");
    const there = findThing(this.ground.store, type, id);
    await this.reach(type, there?.region ?? this.regionOf(type, prior, this.context(connection)), "change");
    const work = await this.ground.store.transact((view) => {
      const thing = findThing(view, type, id);
      if (thing === undefined) return { changes: [], result: undefined };
      const context = this.context(connection, view);
      const kept = behaviour.keeps?.(thing.attributes, context);
      if (kept !== undefined) throw new Refusal(kept);
      const others = changesOf(view, behaviour.consequences?.(undefined, context, thing.attributes) ?? []);
      const left = behaviour.leaves?.(thing.attributes, context);
      const leaving = left === undefined ? [] : [put({ region: thing.region, madeUnder: null, ...left })];
      return {
        changes: [drop(thing), ...leaving, ...others],
        result: behaviour.databases?.(undefined, context, thing.attributes, {}),
      };
    });
    await work?.(this.ground.databases);
  }

  async find({ type, schema }: Question, id: string): Promise<Value> {
    const thing = findThing(this.ground.store, type, id);
    if (thing !== undefined) await this.reach(type, thing.region, "read");
    // A provider knows the id alone: what its Read does not take from the API is not there after an import.
    return completeState(schema, thing === undefined ? null : { id: thing.id });
  }

  async lookUp({ type, schema, connection }: Question, config: Fields): Promise<Fields> {
    const context = this.context(connection);
    await this.reach(type, this.regionOf(type, config, context), "read");
    const source = this.vendor.sources[type];
    if (source === undefined)
      throw new Refusal(`the sandbox cannot look up ${type}; add it to the sources of its cloud`);
    const planned = plannedBody(schema, { config, prior: null, proposed: config });
    return appliedBody(type, schema, filled(planned, source(config, context)));
  }

  open({ type }: Question): Promise<Fields> {
    return Promise.reject(new Refusal(`the sandbox opens no ephemeral ${type}`));
  }

  private behaviour(type: string): Behaviour {
    return this.behaviours.get(type) ?? nothing;
  }

  private context(connection: string, view: View = this.ground.store): Context {
    return contextOf(view, this.places.get(connection) ?? this.vendor.place({}));
  }

  private regionOf(type: string, asked: Fields, context: Context): string | null {
    const { region } = this.behaviour(type);
    return region === undefined ? this.vendor.region(asked, context) : region(asked, context);
  }

  /** What the provider's Read makes of a thing; an apply ends with one too (plugin SDK). */
  private seen({ type, schema, connection }: Question, there: Fields, state: Fields): Fields {
    const read = completeState(schema, this.behaviour(type).reads?.(there, state, this.context(connection)) ?? there);
    return isFields(read) ? read : there;
  }

  private reach(type: string, region: string | null, kind: CallKind): Promise<void> {
    return reach(this.ground.store, this.vendor, { region, type, kind });
  }

  /** @throws Refusal with every reason at once */
  private refuse(
    type: string,
    asked: Fields,
    context: Context,
    taken: string | undefined,
    was?: { readonly before: Fields; readonly state: Fields },
  ): void {
    const behaviour = this.behaviour(type);
    const isTaken =
      taken !== undefined &&
      context
        .things(type)
        .some(
          ({ attributes }) => behaviour.unique?.(attributes, context)?.key === behaviour.unique?.(asked, context)?.key,
        );
    const refused = behaviour.refuses?.(asked, context, was?.before, was?.state);
    const reasons = [
      ...(isTaken ? [taken] : []),
      ...missing(behaviour, asked, context),
      ...(refused === undefined ? [] : [refused]),
    ];
    if (reasons.length > 0) throw new Refusal(reasons.join("\n"));
  }

  /** A server that cannot be started was not made: the next apply makes it anew. */
  private async carryOut(work: DatabaseWork | undefined, made: KeptThing): Promise<void> {
    try {
      await work?.(this.ground.databases);
    } catch (error) {
      await this.ground.store.transact(() => ({ changes: [drop(made)], result: undefined }));
      throw error;
    }
  }
}
