import type { Cloud } from "../../core/cloud";
import type { DatabaseServers } from "../postgres/contract";
import type { Fields, Value } from "../protocol/values";

/** Where a call is made from: what the provider's own configuration says. */
export interface Place {
  /** AWS and Google; null where the provider has none. */
  readonly region: string | null;
  /** The AWS account, the Google project, the Azure subscription. */
  readonly account: string;
  /** The Azure directory. */
  readonly tenant?: string;
}

/** Something that exists in a simulated cloud. */
export interface Thing {
  readonly type: string;
  /** What the provider looks it up by: `id` unless the behaviour says otherwise. */
  readonly id: string;
  /** Within what the id is one of its kind, by the vendor's {@link SimulatedVendor.scopes}; empty for the whole cloud. */
  readonly scope: string;
  /** Whose it is: as {@link Place.account}. */
  readonly account: string;
  /** The region whose outage takes it; null for what is global. */
  readonly region: string | null;
  /**
   * As a read answers. Nothing write-only is ever in here. What the type's schema does not have is the cloud's alone:
   * operations may keep it here, updates leave it, and no provider sees it.
   */
  readonly attributes: Fields;
}

/** What a behaviour may look at. */
export interface Context {
  readonly place: Place;
  /** The thing that the caller means by an id: its own account's and region's, where others may have one of that id. */
  readonly find: (type: string, id: string) => Thing | undefined;
  /** All of a type, whoever's and wherever: for what is named by an ARN or an id that is one in the whole cloud. */
  readonly things: (type: string) => readonly Thing[];
  /** Those among which the caller looks when it names one: where `find` does. */
  readonly near: (type: string) => readonly Thing[];
  /** Hexadecimal digits that are the same for the same words: for names that only a cloud could give. At most 64. */
  readonly digits: (length: number, ...words: readonly string[]) => string;
}

/** What a cloud would answer with an error. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** An argument that names something else, which must exist. */
export interface Reference {
  readonly type: string;
  /** The attribute of the other one that is named. @default "id" */
  readonly by?: string;
  /** The vendor's own sentence when there is no such thing. */
  readonly missing: (value: string) => string;
}

/** What else becomes so when something is made, changed or removed. */
export interface Consequence {
  readonly type: string;
  readonly id: string;
  /** Its scope. @default - where the caller's `find` looks */
  readonly scope?: string;
  /** Attributes of the other thing that change. */
  readonly attributes: Fields;
}

/**
 * What happens to real database servers, and to the password, which goes there and nowhere else. Looks before it makes
 * anything: a process killed half way is followed by the same work again.
 */
export type DatabaseWork = (servers: DatabaseServers) => Promise<void>;

/** What a resource type needs beyond its schema. Every part is optional: without any, a thing is what was planned. */
export interface Behaviour {
  /** Attributes that the cloud gives: ids, ARNs, addresses, what it sets when nothing was asked. Only unknown ones are taken. */
  readonly gives?: (asked: Fields, context: Context) => Fields;
  /** @default - as the vendor's {@link SimulatedVendor.region} */
  readonly region?: (asked: Fields, context: Context) => string | null;
  /** Regions of which any answers for something global; it is out of reach when all are dark. @default - it always is in reach */
  readonly answeredIn?: (asked: Fields, context: Context) => readonly string[];
  /** What no two may share, and the vendor's sentence when one is there already. Undefined: any number can be alike. */
  readonly unique?: (asked: Fields, context: Context) => { readonly key: string; readonly taken: string } | undefined;
  /** By dotted path without indexes: every element and every block is checked. */
  readonly refers?: Readonly<Record<string, Reference>>;
  /** The vendor's sentence when it refuses to make this, or to make this of what was there. */
  readonly refuses?: (
    asked: Fields,
    context: Context,
    before: Fields | undefined,
    /** What Terraform last read: it changes what differs from that. */
    state: Fields | undefined,
  ) => string | undefined;
  /** The vendor's sentence when it refuses to remove this: protected, retained, or still in use. */
  readonly keeps?: (there: Fields, context: Context) => string | undefined;
  /**
   * What stays when this was removed, and no provider reads: a name that is not free yet, a vault that can be recovered; or
   * the same thing, where a cloud deletes nothing. Under a type of its own unless it is the same.
   */
  readonly leaves?: (there: Fields, context: Context) => Pick<Thing, "type" | "id" | "attributes"> | undefined;
  /** What the provider's Read makes of what is there; what it does not take from the API stays as in the state. */
  readonly reads?: (there: Fields, state: Fields, context: Context) => Fields;
  /** What an update really does, where it is more than its attributes: promote a replica, leave a global database. */
  readonly becomes?: (asked: Fields, context: Context, before: Fields, state: Fields) => Fields;
  readonly consequences?: (
    after: Fields | undefined,
    context: Context,
    before: Fields | undefined,
  ) => readonly Consequence[];
  /** `config` has the write-only arguments. */
  readonly databases?: (
    after: Fields | undefined,
    context: Context,
    before: Fields | undefined,
    config: Fields,
  ) => DatabaseWork | undefined;
}

/** Behaviours by resource type. */
export type Service = Readonly<Record<string, Behaviour>>;

/** What an operation may do besides looking. */
export interface OperationContext extends Context {
  readonly databases: DatabaseServers;
  /** Changes attributes of things: all of them or none, durable when it returns. */
  readonly change: (consequences: readonly Consequence[]) => Promise<void>;
}

/** Something that a vendor's own API does and Terraform does not. */
export interface Operation {
  /** What must be given: names, and what each is. */
  readonly takes: Readonly<Record<string, string>>;
  /** Whether it only looks: a control plane that takes no changes still answers it. @default false */
  readonly looks?: boolean;
  /** The region whose API is called: an outage there fails it. */
  readonly region: (given: Readonly<Record<string, string>>, context: Context) => string | null;
  /** @throws Refusal as the vendor words it */
  readonly run: (given: Readonly<Record<string, string>>, context: OperationContext) => Promise<Value>;
}

/** One simulated cloud: what its things do, what its API can do, and how it fails. */
export interface SimulatedVendor {
  readonly cloud: Cloud;
  readonly services: readonly Service[];
  /** By the vendor's own name: "rds:SwitchoverGlobalCluster". */
  readonly operations: Readonly<Record<string, Operation>>;
  readonly errors: {
    readonly unreachable: (region: string, type: string) => string;
    readonly throttled: (region: string, type: string) => string;
    /** The data plane answers, but nothing can be changed. */
    readonly controlPlane: (region: string, type: string) => string;
  };
  /** What the provider's configuration makes of a call's place. */
  readonly place: (configuration: Fields) => Place;
  /** The place that a thing's own arguments say, where the type has such, instead of the provider's. */
  readonly at: (asked: Fields, place: Place) => Place;
  /** Where an operation is called from, as far as its arguments tell; an account that they do not is empty. */
  readonly caller: (given: Readonly<Record<string, string>>) => Place;
  /** Types whose ids are names that others may give too: in another region, or in another account only. */
  readonly scopes: Readonly<Record<string, "region" | "account">>;
  /** The region of a thing whose behaviour does not say: from its own arguments, or what they refer to. Null: global. */
  readonly region: (asked: Fields, context: Context) => string | null;
  /** What the vendor does by itself when a region is back, asked of each account: takes a lost primary in again, as a replica. */
  readonly returned?: (region: string, context: OperationContext) => Promise<void>;
  /** Data sources by type: what the cloud says of itself, or of things that are there. @throws Refusal when there is none */
  readonly sources: Readonly<Record<string, (asked: Fields, context: Context) => Fields>>;
}
