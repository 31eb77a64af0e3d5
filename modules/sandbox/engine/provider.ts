import { provider as schemasOf, type providerNames } from "../../schema/load";
import type { ProviderSchemas, Schema, Section } from "../../schema/shape";
import type { Answers, Diagnostic, Step } from "../protocol/messages";
import { wireSchema, wireSchemas } from "../protocol/schema";
import { type Fields, fromWire, isFields, toWire, type Value } from "../protocol/values";
import { isLegacyType, planChange } from "./change";
import { completeState } from "./state";
import { validated } from "./validate";
import type { Question, World } from "./world";

/** A provider that the sandbox can stand in for. */
export type ProviderName = (typeof providerNames)[number];

const step = (part: string | number): Step =>
  typeof part === "number" ? { element_key_int: part } : { attribute_name: part };

const refusal = (summary: string): { readonly diagnostics: readonly Diagnostic[] } => ({
  diagnostics: [{ severity: "ERROR", summary }],
});

const fields = (value: Value): Fields => (isFields(value) ? value : {});

function load(name: ProviderName): ProviderSchemas {
  const schemas = schemasOf(name);
  if (schemas === undefined)
    throw new Error(`there are no schemas of provider ${name}; write them with scripts/trim-schemas.ts`);
  return schemas;
}

/** A provider whose plans are what the recorded semantics say, and whose things are those of a world. */
export function provider(name: ProviderName, world: World): Answers {
  const schemas = load(name);
  const configured = new Map<string, Fields>();
  const fine = () => ({});

  /** Asks about a type, or says that the sandbox does not know it; what the world refuses is the cloud's answer. */
  async function ask<Response>(
    section: Section,
    type: string,
    connection: string,
    answer: (question: Question & { readonly schema: Schema }) => Response | Promise<Response>,
  ) {
    const schema = schemas[section][type];
    if (schema === undefined)
      return refusal(
        `the sandbox knows no ${section} type ${type}; add it to modules/schema/types.json and write its schema`,
      );
    try {
      return await answer({ type, schema, connection });
    } catch (error) {
      return refusal(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    GetProviderSchema: () => ({
      provider: wireSchema(schemas.provider),
      resource_schemas: wireSchemas(schemas.resource),
      data_source_schemas: wireSchemas(schemas.data),
      ephemeral_resource_schemas: wireSchemas(schemas.ephemeral),
    }),
    ValidateProviderConfig: fine,
    ValidateResourceConfig: ({ type_name, config }, connection) =>
      ask("resource", type_name, connection, ({ type, schema }) => ({
        diagnostics: validated(type, schema, fromWire(config)),
      })),
    ValidateDataResourceConfig: fine,
    ValidateEphemeralResourceConfig: fine,
    ConfigureProvider: ({ config }, connection) => {
      const configuration = fields(fromWire(config));
      configured.set(connection, configuration);
      world.configure(connection, configuration);
      return {};
    },
    CloseEphemeralResource: fine,
    StopProvider: () => ({ Error: "" }),

    UpgradeResourceState: ({ type_name, raw_state: state }, connection) =>
      ask("resource", type_name, connection, ({ schema }) => ({
        upgraded_state: toWire(completeState(schema, fromWire(state))),
      })),
    ReadResource: ({ type_name, current_state: state }, connection) =>
      ask("resource", type_name, connection, async (question) => {
        const current = fromWire(state);
        return { new_state: toWire(isFields(current) ? await world.read(question, current) : null) };
      }),

    PlanResourceChange: ({ type_name, config, prior_state: before, proposed_new_state: after }, connection) =>
      ask("resource", type_name, connection, ({ type, schema }) => {
        const { planned, replaces, refused } = planChange({
          type,
          schema,
          config: fromWire(config),
          prior: fromWire(before),
          proposed: fromWire(after),
          providerConfig: configured.get(connection) ?? {},
        });
        return {
          planned_state: toWire(planned),
          requires_replace: replaces.map((path) => ({ steps: path.map(step) })),
          diagnostics: refused,
          legacy_type_system: isLegacyType(schema),
        };
      }),

    ApplyResourceChange: ({ type_name, config: wire, prior_state: before, planned_state: state }, connection) =>
      ask("resource", type_name, connection, async (question) => {
        const [prior, planned, config] = [fromWire(before), fromWire(state), fields(fromWire(wire))];
        if (!isFields(planned)) {
          await world.remove(question, fields(prior));
          return { new_state: toWire(null) };
        }
        const applied = isFields(prior)
          ? await world.update(question, planned, config, prior)
          : await world.create(question, planned, config);
        return { new_state: toWire(applied), legacy_type_system: isLegacyType(question.schema) };
      }),

    ImportResourceState: ({ type_name, id }, connection) =>
      ask("resource", type_name, connection, async (question) => {
        const found = await world.find(question, id);
        if (!isFields(found))
          return refusal(`cannot import non-existent remote object: there is no ${type_name} ${id}`);
        return { imported_resources: [{ type_name, state: toWire(found) }] };
      }),
    ReadDataSource: ({ type_name, config }, connection) =>
      ask("data", type_name, connection, async (question) => ({
        state: toWire(await world.lookUp(question, fields(fromWire(config)))),
      })),
    OpenEphemeralResource: ({ type_name, config }, connection) =>
      ask("ephemeral", type_name, connection, async (question) => ({
        result: toWire(await world.open(question, fields(fromWire(config)))),
      })),
  };
}
