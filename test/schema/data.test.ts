import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { z } from "zod";
import { provider, providerNames } from "../../modules/schema/load";
import { readRule } from "../../modules/schema/rules/read";
import type { Block, Type } from "../../modules/schema/shape";
import { acceptedTypes } from "./support";

const root = join(__dirname, "../../modules/schema");
const yes = z.literal(true).optional();
const paths = z.array(z.string()).optional();

const type: z.ZodType<Type> = z.lazy(() =>
  z.union([
    z.enum(["string", "number", "bool", "dynamic"]),
    z.tuple([z.enum(["list", "set", "map"]), type]),
    z.tuple([z.literal("object"), z.record(z.string(), type)]),
    z.tuple([z.literal("tuple"), z.array(type)]),
  ]),
);
const semantics = {
  mode: z.enum(["required", "optional", "computed", "optional+computed"]),
  forceNew: yes,
  conflictsWith: paths,
  exactlyOneOf: paths,
  atLeastOneOf: paths,
  requiredWith: paths,
  sensitive: yes,
  writeOnly: yes,
  deprecated: yes,
  min: z.number().optional(),
  max: z.number().optional(),
};
const attribute = z.strictObject({
  ...semantics,
  type,
  integer: yes,
  default: z.string().optional(),
  oneOf: paths,
  rules: paths,
  unsettable: yes,
  keepsState: yes,
});
const nested: z.ZodType = z.strictObject({
  ...semantics,
  as: z.enum(["block", "object", "nested"]),
  nesting: z.enum(["list", "set", "map", "single"]),
  attributes: z.record(z.string(), attribute),
  blocks: z.lazy(() => z.record(z.string(), nested)),
});
const schema = z.strictObject({
  version: z.number(),
  attributes: z.record(z.string(), attribute),
  blocks: z.record(z.string(), nested),
});
const schemas = z.record(z.string(), schema);
const file = z.strictObject({ provider: schema, resource: schemas, data: schemas, ephemeral: schemas });

test.each(providerNames)("every line of data/%s.jsonl has the shape that shape.ts promises", (name) => {
  expect(file.safeParse(provider(name)).error?.issues ?? []).toEqual([]);
});

test("the data holds exactly the types that types.json lists, in order", () => {
  const held = providerNames.map((name) => {
    const { resource, data, ephemeral } = file.parse(provider(name));
    const [resources, sources, ephemerals] = [resource, data, ephemeral].map((types) => Object.keys(types));
    return [name, { resource: resources, data: sources, ephemeral: ephemerals }] as const;
  });
  expect(Object.fromEntries(held)).toEqual(JSON.parse(readFileSync(join(root, "types.json"), "utf8")));
});

test("a type stands on one line, so that a change of provider version reads as a diff", () => {
  const lines = readFileSync(join(root, "data/aws.jsonl"), "utf8").split("\n");
  const held = provider("aws");
  const count = Object.keys({ ...held?.resource }).length + Object.keys({ ...held?.data }).length;
  expect(lines.filter((line) => /^\["(resource|data)","aws_\w+",\{/.test(line))).toHaveLength(count);
});

test("every rule that a validator was heard to state has a row that enforces it or says that it cannot", () => {
  const rules = providerNames.flatMap((name) => Object.values(provider(name)?.resource ?? {}).flatMap(rulesOf));
  expect(rules.filter((rule) => readRule(rule) === undefined)).toEqual([]);
  const unread = new Set(rules.filter((rule) => readRule(rule) === "unread"));
  expect(unread.size).toBeLessThan(rules.length / 20);
});

test("there is an accepted body of at least four types of each cloud to test with", () => {
  const counts = ["aws_", "google_", "azurerm_"].map(
    (cloud) => acceptedTypes.filter((name) => name.startsWith(cloud)).length,
  );
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(4);
});

test("a type or provider that we do not hold is undefined, also if objects inherit its name", () => {
  expect(provider("constructor")).toBeUndefined();
  expect(provider("../types")).toBeUndefined();
});

function rulesOf({ attributes, blocks }: Block): readonly string[] {
  return [...Object.values(attributes).flatMap(({ rules }) => rules ?? []), ...Object.values(blocks).flatMap(rulesOf)];
}
