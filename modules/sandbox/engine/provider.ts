import { compareResources } from "../../schema/compare";
import { provider as schemasOf, type providerNames } from "../../schema/load";
import type { ProviderSchemas, Schema, Section } from "../../schema/shape";
import type { Answers, Diagnostic, Step } from "../protocol/messages";
import { wireSchema, wireSchemas } from "../protocol/schema";
import { fromWire, isFields, toWire } from "../protocol/values";
import { appliedBody } from "./apply";
import { plannedBody } from "./plan";
import { completeState } from "./state";
import { validated } from "./validate";

/** A provider that the sandbox can stand in for. */
export type ProviderName = (typeof providerNames)[number];

const steps = (path: string): readonly Step[] =>
  path.split(".").map((part) => (/^\d+$/.test(part) ? { element_key_int: Number(part) } : { attribute_name: part }));

const refused = (summary: string): { readonly diagnostics: readonly Diagnostic[] } => ({
  diagnostics: [{ severity: "ERROR", summary }],
});

function load(name: ProviderName): ProviderSchemas {
  const schemas = schemasOf(name);
  if (schemas === undefined)
    throw new Error(`there are no schemas of provider ${name}; write them with scripts/trim-schemas.ts`);
  return schemas;
}

/** Hands `use` the schema of a type, or says that the sandbox does not know it. */
function withSchema<Response>(
  schemas: ProviderSchemas,
  section: Section,
  type: string,
  use: (schema: Schema) => Response,
) {
  const schema = schemas[section][type];
  return schema === undefined
    ? refused(`the sandbox knows no ${section} type ${type}; add it to modules/schema/types.json and write its schema`)
    : use(schema);
}

/**
 * A provider that answers from schemas alone: it plans as the recorded semantics say, and applies by inventing what only
 * a cloud could know. It remembers nothing: the state that Terraform keeps is all there is.
 */
export function schemaProvider(name: ProviderName): Answers {
  const schemas = load(name);
  const fine = () => ({});
  return {
    GetProviderSchema: () => ({
      provider: wireSchema(schemas.provider),
      resource_schemas: wireSchemas(schemas.resource),
      data_source_schemas: wireSchemas(schemas.data),
      ephemeral_resource_schemas: wireSchemas(schemas.ephemeral),
    }),
    ValidateProviderConfig: fine,
    ValidateResourceConfig: ({ type_name: type, config }) =>
      withSchema(schemas, "resource", type, (schema) => ({ diagnostics: validated(type, schema, fromWire(config)) })),
    ValidateDataResourceConfig: fine,
    ValidateEphemeralResourceConfig: fine,
    ConfigureProvider: fine,
    CloseEphemeralResource: fine,
    StopProvider: () => ({ Error: "" }),

    UpgradeResourceState: ({ type_name: type, raw_state: state }) =>
      withSchema(schemas, "resource", type, (schema) => ({
        upgraded_state: toWire(completeState(schema, fromWire(state))),
      })),
    ReadResource: ({ current_state: state }) => ({ new_state: state }),

    PlanResourceChange: ({ type_name: type, config, prior_state: before, proposed_new_state: after }) =>
      withSchema(schemas, "resource", type, (schema) => {
        const views = { config: fromWire(config), prior: fromWire(before), proposed: fromWire(after) };
        if (views.proposed === null) return { planned_state: toWire(null) };
        const planned = plannedBody(schema, views);
        const replacing = isFields(views.prior)
          ? compareResources(type, views.prior, planned).filter(({ forcesReplacement }) => forcesReplacement)
          : [];
        return {
          planned_state: toWire(planned),
          requires_replace: replacing.map(({ path }) => ({ steps: steps(path) })),
          // SDKv2 providers say so of themselves: Terraform then tolerates defaults where nothing was configured.
          legacy_type_system: true,
        };
      }),

    ApplyResourceChange: ({ type_name: type, planned_state: state }) =>
      withSchema(schemas, "resource", type, (schema) => {
        const planned = fromWire(state);
        if (!isFields(planned)) return { new_state: toWire(null) };
        return { new_state: toWire(appliedBody(type, schema, planned)), legacy_type_system: true };
      }),

    ReadDataSource: ({ type_name: type, config: wire }) =>
      withSchema(schemas, "data", type, (schema) => {
        const config = fromWire(wire);
        const planned = plannedBody(schema, { config, prior: null, proposed: config });
        return { state: toWire(appliedBody(type, schema, planned)) };
      }),

    OpenEphemeralResource: ({ type_name: type, config: wire }) =>
      withSchema(schemas, "ephemeral", type, (schema) => {
        const config = fromWire(wire);
        const planned = plannedBody(schema, { config, prior: null, proposed: config });
        return { result: toWire(appliedBody(type, schema, planned)) };
      }),
  };
}
