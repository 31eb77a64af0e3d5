import { asList, isAbsent, isObject, join } from "../../modules/schema/json";
import type { JsonObject } from "../../modules/schema/json";
import { schemaOf } from "../../modules/schema/load";
import type { Attribute, Block } from "../../modules/schema/shape";
import { acceptedTypes, body } from "./support";

/** A place in an accepted body that a mutation can change. */
export interface Place {
  readonly type: string;
  /** As problems name it, with an index also for a block that stands alone. */
  readonly path: string;
  /** The keys that lead there in the JSON. */
  readonly keys: readonly (string | number)[];
}

/** An argument that is set. */
export interface ArgumentPlace extends Place {
  readonly attribute: Attribute;
}

/** A body, the resource's own or one within it. */
export interface BodyPlace extends Place {
  readonly schema: Block;
}

/** Every body within the accepted bodies. */
export const bodyPlaces: readonly BodyPlace[] = acceptedTypes.flatMap((type) => {
  const schema = schemaOf(type);
  return schema ? bodiesIn(body(type), { type, path: "", keys: [], schema }) : [];
});

/** Every argument that an accepted body sets. */
export const argumentPlaces: readonly ArgumentPlace[] = bodyPlaces.flatMap(({ type, path, keys, schema }) =>
  Object.entries(schema.attributes)
    .map(([key, attribute]) => ({ type, attribute, path: join(path, key), keys: [...keys, key] }))
    .filter((place) => !isAbsent(valueAt(body(type), place.keys))),
);

/** The accepted body of a place's type with one value exchanged; undefined takes it out. */
export function withValue(place: Place, keys: Place["keys"], value: unknown): JsonObject {
  const changed = exchange(body(place.type), keys, value);
  return isObject(changed) ? changed : {};
}

function bodiesIn(value: JsonObject, place: BodyPlace): readonly BodyPlace[] {
  const inner = Object.entries(place.schema.blocks).flatMap(([key, nested]) =>
    asList(value[key]).flatMap((element, index) => {
      const alone = !Array.isArray(value[key]);
      const at = nested.nesting === "single" ? join(place.path, key) : join(join(place.path, key), index);
      const keys = alone ? [...place.keys, key] : [...place.keys, key, index];
      return isObject(element) ? bodiesIn(element, { type: place.type, path: at, keys, schema: nested }) : [];
    }),
  );
  return [place, ...inner];
}

function valueAt(value: unknown, [key, ...rest]: Place["keys"]): unknown {
  if (key === undefined) return value;
  if (Array.isArray(value)) return valueAt(value[Number(key)], rest);
  return isObject(value) ? valueAt(value[key], rest) : undefined;
}

function exchange(value: unknown, [key, ...rest]: Place["keys"], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((element: unknown, index) => (index === key ? exchange(element, rest, by) : element));
  if (!isObject(value)) return value;
  const changed = exchange(value[key], rest, by);
  const others = Object.entries(value).filter(([other]) => other !== key);
  // Not a computed property: a key such as __proto__ must stay a plain key.
  return Object.fromEntries(changed === undefined ? others : [...others, [key, changed]]);
}
