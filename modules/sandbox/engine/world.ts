import type { Schema } from "../../schema/shape";
import type { Fields, Value } from "../protocol/values";

/** What a provider is asked about. */
export interface Question {
  readonly type: string;
  readonly schema: Schema;
  /** Whose provider block the question stands under. */
  readonly connection: string;
}

/** What is behind a provider: where things are read, made, changed and removed. An error thrown is the cloud's own answer. */
export interface World {
  readonly configure: (connection: string, configuration: Fields) => void;
  /** What there is now of something that a state knows; null when it is gone. */
  readonly read: (question: Question, state: Fields) => Promise<Value>;
  /** @param config - as written, write-only values included: they are used, and never kept */
  readonly create: (question: Question, planned: Fields, config: Fields) => Promise<Fields>;
  readonly update: (question: Question, planned: Fields, config: Fields, prior: Fields) => Promise<Fields>;
  readonly remove: (question: Question, prior: Fields) => Promise<void>;
  /** What there is under an id that somebody wants to import; null when there is nothing. */
  readonly find: (question: Question, id: string) => Promise<Value>;
  readonly lookUp: (question: Question, config: Fields) => Promise<Fields>;
  readonly open: (question: Question, config: Fields) => Promise<Fields>;
}
