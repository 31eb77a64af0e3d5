import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Change, planChange } from "../../modules/sandbox/engine/change";
import { completeState } from "../../modules/sandbox/engine/state";
import { canonicalText, entries, field } from "../../modules/sandbox/engine/views";
import { type Fields, fromWire, isFields, isList, unknown, type Value } from "../../modules/sandbox/protocol/values";
import { providerNames, providerOf, schemaOf } from "../../modules/schema/load";
import { recordedCases, recordedSchemas } from "../support/recorded-cases";

const valueOf = (json: unknown): Value => fromWire({ json: Buffer.from(JSON.stringify(json)) });

/** Every state that was recorded, once, as a change that changes nothing. */
const unchanged: readonly (Change & { readonly prior: Fields })[] = [
  ...new Map(
    recordedCases().flatMap(({ type, prior: body }) => {
      const provider = providerNames.find((name) => name === providerOf(type));
      const schema = provider && recordedSchemas(provider).resource[type];
      const prior = schema && completeState(schema, valueOf(body));
      return schema === undefined || !isFields(prior)
        ? []
        : [[`${type}${JSON.stringify(body)}`, { type, schema, config: prior, prior, proposed: prior }] as const];
    }),
  ).values(),
];

const planOf = (type: string, change: Partial<Change>) => {
  const schema = schemaOf(type);
  if (schema === undefined) throw new Error(`there is no schema of ${type}`);
  const complete = (body: Value | undefined) => completeState(schema, body ?? null);
  const { config, prior, proposed, providerConfig = {} } = change;
  return planChange({
    type,
    schema,
    config: complete(config),
    prior: complete(prior),
    proposed: complete(proposed ?? config),
    providerConfig,
  });
};

const at = (body: Value, path: readonly (string | number)[]) =>
  path.reduce<Value>(
    (value, step) => (isList(value) ? (value[Number(step)] ?? null) : field(value, String(step))),
    body,
  );

describe("a planned change", () => {
  test("is none where what is proposed is there already, in every recorded state", () => {
    expect(unchanged.length).toBeGreaterThan(200);
    const changing = unchanged
      .map((change) => ({ type: change.type, ...planChange(change), prior: change.prior }))
      .filter(({ planned, prior, replaces }) => replaces.length > 0 || canonicalText(planned) !== canonicalText(prior))
      .map(({ type, planned, prior }) => [
        type,
        ...Object.keys(prior).filter(
          (name) => canonicalText(field(planned, name)) !== canonicalText(field(prior, name)),
        ),
      ]);
    expect(changing).toEqual([]);
  });

  test("replaces a resource for what differs only, whatever becomes unknown", () => {
    const one = fc
      .constantFrom(...unchanged)
      .chain((change) =>
        fc.record({ change: fc.constant(change), names: fc.subarray(Object.keys(change.schema.attributes)) }),
      );
    fc.assert(
      fc.property(one, ({ change, names }) => {
        const settable = names.filter((name) => change.schema.attributes[name]?.mode !== "computed" && name !== "id");
        const proposed: Fields = {
          ...entries(change.prior),
          ...Object.fromEntries(settable.map((name) => [name, unknown])),
        };
        const { planned, replaces } = planChange({ ...change, config: proposed, proposed });
        for (const path of replaces)
          expect(canonicalText(at(planned, path))).not.toBe(canonicalText(at(change.prior, path)));
      }),
      { numRuns: 300 },
    );
  });

  test("adds the provider's own tags to all tags, and the resource's win", () => {
    const config = { cidr_block: "10.0.0.0/16", tags: { app: "orders", owner: "team" } };
    const providerConfig = { default_tags: [{ tags: { owner: "platform", stage: "test" } }] };
    const { planned } = planOf("aws_vpc", { config, providerConfig });
    expect(field(planned, "tags_all")).toEqual({ app: "orders", owner: "team", stage: "test" });
    expect(field(planned, "tags")).toEqual(config.tags);
  });

  test("adds the provider's own labels to the effective ones, and keeps what others put there", () => {
    const prior = {
      id: "x",
      name: "sql",
      address_type: "EXTERNAL",
      labels: { app: "orders", old: "x" },
      terraform_labels: { app: "orders", old: "x" },
      effective_labels: { app: "orders", old: "x", "goog-other": "y" },
    };
    const config = { name: "sql", labels: { app: "orders" } };
    const providerConfig = { default_labels: { stage: "test" } };
    const proposed = { ...prior, ...config };
    const { planned, replaces } = planOf("google_compute_global_address", { config, prior, proposed, providerConfig });
    expect(field(planned, "terraform_labels")).toEqual({ app: "orders", stage: "test" });
    expect(field(planned, "effective_labels")).toEqual({ app: "orders", stage: "test", "goog-other": "y" });
    expect(replaces).toEqual([]);
  });

  test("is refused in words that say what to do", () => {
    const config = { name: "acr", sku: "Basic", location: "westus3", georeplications: [{ location: "eastus2" }] };
    const { refused } = planOf("azurerm_container_registry", { config });
    expect(refused.map(({ summary }) => summary)).toEqual([
      "azurerm_container_registry is refused: georeplications can only be used with the sku Premium",
    ]);
  });
});
