import { decode, encode, ExtensionCodec } from "@msgpack/msgpack";

/** A value that Terraform knows after apply only. */
interface Unknown {
  readonly knownAfterApply: true;
}

/** The one unknown value: compare with `===`. */
export const unknown: Unknown = Object.freeze({ knownAfterApply: true });

/** A value of Terraform's type system as it travels: sets and lists are lists, maps and objects are records. */
export type Value = null | string | number | boolean | Unknown | readonly Value[] | Fields;

/** An object's or a map's values by name. */
export interface Fields {
  readonly [name: string]: Value;
}

/** A value as the protocol wraps it. JSON comes from stored states alone. */
export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

/** MessagePack extensions that mean "unknown": 0 without, 12 with refinements, which nobody here reads. */
const unknownExtensions = [0, 12] as const;

const extensionCodec = new ExtensionCodec();
for (const type of unknownExtensions)
  extensionCodec.register({
    type,
    encode: (value) => (value === unknown && type === 0 ? new Uint8Array([0]) : null),
    decode: () => unknown,
  });

/** Whether a value is an object or a map. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && value !== unknown;
}

/** Whether a value is a list, a set or a tuple. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether anything decoded can be one of ours: all that MessagePack and JSON know but bytes and dates. */
function isValue(value: unknown): value is Value {
  if (value === null || value === unknown || ["string", "number", "boolean"].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isValue);
  return isFields(value) && Object.values(value).every(isValue);
}

/**
 * Unwraps a value of the protocol; an empty one is null.
 * @throws TypeError when it holds something that Terraform has no type for
 */
export function fromWire({ msgpack, json }: DynamicValue = {}): Value {
  const text = json === undefined || json.length === 0 ? "null" : Buffer.from(json).toString("utf8");
  const value: unknown =
    msgpack === undefined || msgpack.length === 0 ? JSON.parse(text) : decode(msgpack, { extensionCodec });
  if (isValue(value)) return value;
  throw new TypeError("the value holds bytes or dates, which no type of terraform does");
}

/** Wraps a value for the protocol. */
export function toWire(value: Value): DynamicValue {
  return { msgpack: encode(value, { extensionCodec }) };
}
