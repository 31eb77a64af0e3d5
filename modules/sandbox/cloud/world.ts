import { randomUUID } from "node:crypto";
import { appliedBody } from "../engine/apply";
import { plannedBody } from "../engine/plan";
import { completeState } from "../engine/state";
import type { Question, World } from "../engine/world";
import type { DatabaseServers } from "../postgres/contract";
import { type Fields, isFields, type Value } from "../protocol/values";
import type { Change, Store, View } from "../store/contract";
import { type CallKind, outageOf, reach } from "./availability";
import { type Behaviour, type DatabaseWork, type Place, Refusal, type SimulatedVendor } from "./behaviour";
import { changesOf, undoing } from "./consequences";
import { namesake } from "./holdings";
import { orphan } from "./orphans";
import { missing } from "./references";
import { altered, contextOf, drop, type KeptContext, type KeptThing, put, scopeOf } from "./things";
import { fillUnknown, knownFields, textOf } from "./values";

/** What a simulated cloud stands on. */
export interface Ground {
  readonly store: Store;
  readonly databases: DatabaseServers;
  /** The state locks that are held now. */
  readonly heldLocks: () => ReadonlySet<string>;
}

const nothing: Behaviour = {};

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
    const context = this.context(connection, state);
    await this.reach(type, this.whereabouts(type, state, connection), "read");
    const now = context.find(type, id);
    return now === undefined ? null : this.seen({ type, schema, connection }, now.attributes, state);
  }

  async create({ type, schema, connection }: Question, planned: Fields, config: Fields): Promise<Fields> {
    const behaviour = this.behaviour(type);
    const asked = knownFields(planned);
    await this.reach(type, this.answering(type, asked, this.context(connection, asked)), "change");
    const held = this.ground.heldLocks();
    const { made, work, undo } = await this.ground.store.transact((view) => {
      const context = this.context(connection, asked, view);
      const unique = behaviour.unique?.(asked, context);
      const isSame = unique && ((thing: KeptThing) => this.keyOf(thing, context) === unique.key);
      const left = orphan(view, context.near(type), asked, held, isSame);
      if (left === undefined) this.refuse(type, asked, context, unique?.taken);
      const given = left?.attributes ?? behaviour.gives?.(asked, context) ?? {};
      const attributes = appliedBody(type, schema, filled(planned, given), randomUUID());
      const thing: KeptThing = {
        type,
        id: textOf(attributes, "id"),
        scope: scopeOf(this.vendor, type, context.place),
        account: context.place.account,
        region: this.regionOf(type, attributes, context),
        attributes,
        madeUnder: held.size === 0 ? null : [...held],
      };
      if (left === undefined && context.find(type, thing.id) !== undefined)
        throw new Refusal(`${type} ${thing.id} already exists`);
      const other = namesake(view, this.vendor.cloud, thing);
      if (other !== undefined) throw new Refusal(other);
      const others = changesOf(view, context, behaviour.consequences?.(attributes, context, undefined) ?? []);
      // Others may have changed what this one changed: it is undone as its removal would be.
      const undo = (later: View) => {
        const then = this.context(connection, asked, later);
        const undone = changesOf(later, then, behaviour.consequences?.(undefined, then, attributes) ?? []);
        return [left === undefined ? drop(thing) : put(left), ...undone];
      };
      return {
        changes: [put(thing), ...others],
        result: { made: thing, work: behaviour.databases?.(attributes, context, undefined, config), undo },
      };
    });
    await this.carryOut(work, undo);
    return this.seen({ type, schema, connection }, made.attributes, made.attributes);
  }

  async update(question: Question, proposed: Fields, config: Fields, prior: Fields): Promise<Fields> {
    const { type, schema, connection } = question;
    const behaviour = this.behaviour(type);
    const id = textOf(prior, "id");
    const planned = { ...proposed, id };
    const asked = knownFields(planned);
    await this.reach(type, this.whereabouts(type, prior, connection), "change");
    const { made, work, undo } = await this.ground.store.transact((view) => {
      const context = this.context(connection, prior, view);
      const before = context.find(type, id);
      if (before === undefined) throw new Refusal(`${type} ${id} was not found`);
      this.refuse(type, asked, context, undefined, { before: before.attributes, state: prior });
      const given = behaviour.gives?.(asked, context) ?? {};
      const attributes = appliedBody(type, schema, filled(planned, given, before.attributes));
      const became = behaviour.becomes?.(attributes, context, before.attributes, prior) ?? attributes;
      const others = changesOf(view, context, behaviour.consequences?.(became, context, before.attributes) ?? []);
      const changes = [put(altered(before, became)), ...others];
      const done = behaviour.databases?.(became, context, before.attributes, config);
      const made = { answered: attributes, became };
      return { changes, result: { made, work: done, undo: undoing(view, changes) } };
    });
    await this.carryOut(work, undo);
    return behaviour.reads === undefined ? made.answered : this.seen(question, made.became, made.answered);
  }

  async remove({ type, connection }: Question, prior: Fields): Promise<void> {
    const behaviour = this.behaviour(type);
    const id = textOf(prior, "id");
    await this.reach(type, this.whereabouts(type, prior, connection), "change");
    const { work, undo } = await this.ground.store.transact((view) => {
      const context = this.context(connection, prior, view);
      const thing = context.find(type, id);
      if (thing === undefined) return { changes: [], result: { work: undefined, undo: () => [] } };
      const kept = behaviour.keeps?.(thing.attributes, context);
      if (kept !== undefined) throw new Refusal(kept);
      const others = changesOf(view, context, behaviour.consequences?.(undefined, context, thing.attributes) ?? []);
      const left = behaviour.leaves?.(thing.attributes, context);
      const leaving =
        left === undefined
          ? []
          : [put({ ...thing, madeUnder: null, ...left, scope: scopeOf(this.vendor, left.type, context.place) })];
      const changes = [drop(thing), ...leaving, ...others];
      const done = behaviour.databases?.(undefined, context, thing.attributes, {});
      return { changes, result: { work: done, undo: undoing(view, changes) } };
    });
    await this.carryOut(work, undo);
  }

  async find({ type, schema, connection }: Question, id: string): Promise<Value> {
    const thing = this.context(connection, {}).find(type, id);
    if (thing !== undefined) await this.reach(type, thing.region, "read");
    // A provider knows the id alone: what its Read does not take from the API is not there after an import.
    return completeState(schema, thing === undefined ? null : { id: thing.id });
  }

  async lookUp({ type, schema, connection }: Question, config: Fields): Promise<Fields> {
    const context = this.context(connection, config);
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

  /** What a call about a thing sees: from the provider's place, or the one that the thing's own arguments say. */
  private context(connection: string, asked: Fields, view: View = this.ground.store): KeptContext {
    const place = this.places.get(connection) ?? this.vendor.place({});
    return contextOf(view, this.vendor, this.vendor.at(asked, place));
  }

  /** The region of what a state knows: where it is, or where it would be if it were there. */
  private whereabouts(type: string, state: Fields, connection: string): string | null {
    const context = this.context(connection, state);
    return context.find(type, textOf(state, "id"))?.region ?? this.answering(type, state, context);
  }

  /** The region that answers for something: the first that is not dark, where several can. */
  private answering(type: string, asked: Fields, context: KeptContext): string | null {
    const regions = this.behaviour(type).answeredIn?.(asked, context) ?? [];
    const lit = regions.find((region) => outageOf(this.ground.store, this.vendor.cloud, region) !== "dark");
    return lit ?? regions[0] ?? this.regionOf(type, asked, context);
  }

  private regionOf(type: string, asked: Fields, context: KeptContext): string | null {
    const { region } = this.behaviour(type);
    return region === undefined ? this.vendor.region(asked, context) : region(asked, context);
  }

  /** What the provider's Read makes of a thing; an apply ends with one too (plugin SDK). */
  private seen({ type, schema, connection }: Question, there: Fields, state: Fields): Fields {
    const context = this.context(connection, there);
    const read = completeState(schema, this.behaviour(type).reads?.(there, state, context) ?? there);
    return isFields(read) ? read : there;
  }

  private reach(type: string, region: string | null, kind: CallKind): Promise<void> {
    return reach(this.ground.store, this.vendor, { region, type, kind });
  }

  /** What no other may share with a thing, as its own account makes it. */
  private keyOf({ type, account, attributes }: KeptThing, context: KeptContext): string | undefined {
    return this.behaviour(type).unique?.(attributes, { ...context, place: { ...context.place, account } })?.key;
  }

  /** @throws Refusal with every reason at once */
  private refuse(
    type: string,
    asked: Fields,
    context: KeptContext,
    taken: string | undefined,
    was?: { readonly before: Fields; readonly state: Fields },
  ): void {
    const behaviour = this.behaviour(type);
    const own = behaviour.unique?.(asked, context)?.key;
    const isTaken = taken !== undefined && context.near(type).some((thing) => this.keyOf(thing, context) === own);
    const refused = behaviour.refuses?.(asked, context, was?.before, was?.state);
    const reasons = [
      ...(isTaken ? [taken] : []),
      ...missing(behaviour, asked, context),
      ...(refused === undefined ? [] : [refused]),
    ];
    if (reasons.length > 0) throw new Refusal(reasons.join("\n"));
  }

  /** What a database server did not do was not done to the cloud either: the next apply asks for it again. */
  private async carryOut(work: DatabaseWork | undefined, undo: (later: View) => readonly Change[]): Promise<void> {
    try {
      await work?.(this.ground.databases);
    } catch (error) {
      await this.ground.store.transact((later) => ({ changes: undo(later), result: undefined }));
      throw error;
    }
  }
}
