import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkStack } from "../../modules/schema/check";
import { compareResources } from "../../modules/schema/compare";
import { isTemplate } from "../../modules/schema/expression";
import { asList, isObject, own } from "../../modules/schema/json";
import type { JsonObject } from "../../modules/schema/json";
import { argumentPlaces, bodyPlaces, withValue } from "./places";
import { acceptedTypes, body, problemsOf } from "./support";

const anyArgument = fc.constantFrom(...argumentPlaces);
const anyBody = fc.constantFrom(...bodyPlaces);
const runs = { numRuns: 500 };
const meta = new Set([
  "//",
  "dynamic",
  "count",
  "for_each",
  "depends_on",
  "provider",
  "lifecycle",
  "provisioner",
  "connection",
]);

const found = (type: string, resource: JsonObject) =>
  problemsOf(type, resource).map(({ kind, path }) => `${kind} ${path}`);

test("there is enough to mutate", () => {
  expect(argumentPlaces.length).toBeGreaterThan(200);
  expect(argumentPlaces.filter(({ attribute }) => attribute.mode === "required").length).toBeGreaterThan(50);
  expect(bodyPlaces.filter(({ path }) => path !== "").length).toBeGreaterThan(50);
});

test("taking out any required argument, at any depth, is reported at its path", () => {
  for (const place of argumentPlaces.filter(({ attribute }) => attribute.mode === "required")) {
    for (const nothing of [undefined, null]) {
      expect(found(place.type, withValue(place, place.keys, nothing))).toContain(`missing-required ${place.path}`);
    }
  }
});

test("taking out any required block, at any depth, is reported at its path", () => {
  const required = bodyPlaces.flatMap((place) =>
    Object.entries(place.schema.blocks)
      .filter(([, { mode }]) => mode === "required")
      .map(([key]) => ({ place, key, path: place.path === "" ? key : `${place.path}.${key}` })),
  );
  expect(required.length).toBeGreaterThan(5);
  for (const { place, key, path } of required) {
    expect(found(place.type, withValue(place, [...place.keys, key], []))).toContain(`missing-required ${path}`);
  }
});

test("any unknown key, at any depth, is reported at its path", () => {
  fc.assert(
    fc.property(anyBody, fc.string({ minLength: 1 }), (place, key) => {
      fc.pre(!meta.has(key) && !own(place.schema.attributes, key) && !own(place.schema.blocks, key));
      const path = place.path === "" ? key : `${place.path}.${key}`;
      expect(found(place.type, withValue(place, [...place.keys, key], "x"))).toContain(`unknown-attribute ${path}`);
    }),
    runs,
  );
});

test("any argument given as something of another shape is reported at its path", () => {
  fc.assert(
    fc.property(anyArgument, (place) => {
      const wrong = typeof place.attribute.type === "string" ? { a: "b" } : "text";
      fc.pre(place.attribute.type !== "dynamic");
      expect(found(place.type, withValue(place, place.keys, wrong))).toContain(`wrong-type ${place.path}`);
    }),
    runs,
  );
});

test("any text that is not in the list of allowed values is reported at its path", () => {
  const listed = argumentPlaces.filter(({ attribute }) => attribute.oneOf && attribute.type === "string");
  fc.assert(
    fc.property(fc.constantFrom(...listed), fc.string({ minLength: 1 }), (place, value) => {
      fc.pre(!isTemplate(value) && !place.attribute.oneOf?.includes(value));
      expect(found(place.type, withValue(place, place.keys, value))).toContain(`value-not-allowed ${place.path}`);
    }),
    runs,
  );
});

test("any argument that refers to what is not there is reported at its path", () => {
  fc.assert(
    fc.property(anyArgument, (place) => {
      const changed = withValue(place, place.keys, "${aws_vpc.gone.id}");
      expect(found(place.type, changed)).toContain(`dangling-reference ${place.path}`);
    }),
    runs,
  );
});

test("any argument may be a value that is not known yet", () => {
  fc.assert(
    fc.property(anyArgument, (place) => {
      const main = withValue(place, place.keys, "${var.any}");
      expect(checkStack({ variable: { any: {} }, resource: { [place.type]: { main } } })).toEqual([]);
    }),
    runs,
  );
});

test("any key that the provider sets itself is reported when it is given", () => {
  const computed = bodyPlaces.flatMap((place) =>
    Object.entries(place.schema.attributes)
      .filter(([, { mode }]) => mode === "computed")
      .map(([key]) => ({ place, key, path: place.path === "" ? key : `${place.path}.${key}` })),
  );
  for (const { place, key, path } of computed) {
    expect(found(place.type, withValue(place, [...place.keys, key], "x"))).toContain(`computed-only ${path}`);
  }
});

test("one block more than allowed is reported at the block's path", () => {
  const limited = bodyPlaces.flatMap((place) =>
    Object.entries(place.schema.blocks)
      .filter(([, { max, nesting }]) => max !== undefined && max < 10 && nesting !== "single")
      .map(([key, { max = 0 }]) => ({ place, key, max, path: place.path === "" ? key : `${place.path}.${key}` })),
  );
  expect(limited.length).toBeGreaterThan(50);
  for (const { place, key, max, path } of limited) {
    const many = Array.from({ length: max + 1 }, () => ({}));
    expect(found(place.type, withValue(place, [...place.keys, key], many))).toContain(`block-count ${path}`);
  }
});

test("a block that stands alone means the same as a list of one", () => {
  const wrap = (value: unknown, schema: (typeof bodyPlaces)[number]["schema"]): JsonObject =>
    Object.fromEntries(
      Object.entries(isObject(value) ? value : {}).map(([key, inner]) => {
        const nested = own(schema.blocks, key);
        if (nested?.as !== "block") return [key, inner];
        return [key, asList(inner).map((element) => wrap(element, nested))];
      }),
    );
  for (const { type, schema } of bodyPlaces.filter(({ path }) => path === "")) {
    const wrapped = wrap(body(type), schema);
    expect(problemsOf(type, wrapped)).toEqual([]);
    expect(compareResources(type, body(type), wrapped)).toEqual([]);
  }
});

test("arguments given as null are arguments not given", () => {
  for (const { type, schema } of bodyPlaces.filter(({ path }) => path === "")) {
    const nulls = Object.fromEntries(
      [...Object.keys(schema.attributes), ...Object.keys(schema.blocks)].map((key) => [key, null]),
    );
    expect(problemsOf(type, { ...nulls, ...body(type) })).toEqual([]);
    expect(compareResources(type, body(type), { ...nulls, ...body(type) })).toEqual([]);
  }
});

test("a changed argument is a difference at its path, and replaces just if it has the flag", () => {
  const plain = argumentPlaces.filter(({ path, attribute }) => !/\d/.test(path) && attribute.type === "string");
  fc.assert(
    fc.property(fc.constantFrom(...plain), (place) => {
      const differences = compareResources(place.type, body(place.type), withValue(place, place.keys, "~other~"));
      expect(differences.map(({ path }) => path)).toEqual([place.path]);
      if (place.attribute.forceNew) expect(differences[0]?.forcesReplacement).toBe(true);
    }),
    runs,
  );
});

test("no stack, however odd, makes the check throw", () => {
  fc.assert(
    fc.property(fc.constantFrom(...acceptedTypes), fc.jsonValue(), fc.jsonValue(), (type, resource, rest) => {
      expect(Array.isArray(checkStack({ resource: { [type]: { main: resource } }, data: rest, output: rest }))).toBe(
        true,
      );
      expect(Array.isArray(checkStack(rest))).toBe(true);
    }),
    runs,
  );
});
