import { type Change, isLegacyType, planChange } from "../../modules/sandbox/engine/change";
import type { ProviderName } from "../../modules/sandbox/engine/provider";
import { completeState } from "../../modules/sandbox/engine/state";
import { validated } from "../../modules/sandbox/engine/validate";
import type { Answers, Step } from "../../modules/sandbox/protocol/messages";
import { wireSchema, wireSchemas } from "../../modules/sandbox/protocol/schema";
import { fromWire, isFields, toWire } from "../../modules/sandbox/protocol/values";
import type { Schema } from "../../modules/schema/shape";
import { recordedSchemas } from "./recorded-cases";

const steps = (path: readonly (string | number)[]): readonly Step[] =>
  path.map((step) => (typeof step === "number" ? { element_key_int: step } : { attribute_name: step }));

const notAsked = () => {
  throw new Error("a plan that refreshes nothing asks for nothing more");
};

/** A provider that only validates and plans, of every type there are recorded cases of. */
export function recordedProvider(name: ProviderName): Answers {
  const schemas = recordedSchemas(name);
  let configured: Change["providerConfig"];
  const schemaOf = (type: string): Schema => {
    const schema = schemas.resource[type];
    if (schema === undefined) throw new Error(`there is no schema of ${type}; write it with scripts/trim-cases.ts`);
    return schema;
  };
  return {
    GetProviderSchema: () => ({
      provider: wireSchema(schemas.provider),
      resource_schemas: wireSchemas(schemas.resource),
      data_source_schemas: {},
      ephemeral_resource_schemas: {},
    }),
    ValidateProviderConfig: () => ({}),
    ValidateResourceConfig: ({ type_name: type, config }) => ({
      diagnostics: validated(type, schemaOf(type), fromWire(config)),
    }),
    ConfigureProvider: ({ config }) => {
      const fields = fromWire(config);
      configured = isFields(fields) ? fields : undefined;
      return {};
    },
    StopProvider: () => ({ Error: "" }),
    UpgradeResourceState: ({ type_name: type, raw_state: state }) => ({
      upgraded_state: toWire(completeState(schemaOf(type), fromWire(state))),
    }),
    ReadResource: ({ current_state: state }) => ({ new_state: state }),
    PlanResourceChange: ({ type_name: type, config, prior_state: prior, proposed_new_state: proposed }) => {
      const { planned, replaces, refused } = planChange({
        type,
        schema: schemaOf(type),
        config: fromWire(config),
        prior: fromWire(prior),
        proposed: fromWire(proposed),
        ...(configured !== undefined && { providerConfig: configured }),
      });
      return {
        planned_state: toWire(planned),
        requires_replace: replaces.map((path) => ({ steps: steps(path) })),
        diagnostics: refused,
        legacy_type_system: isLegacyType(schemaOf(type)),
      };
    },
    ValidateDataResourceConfig: notAsked,
    ValidateEphemeralResourceConfig: notAsked,
    ApplyResourceChange: notAsked,
    ImportResourceState: notAsked,
    ReadDataSource: notAsked,
    OpenEphemeralResource: notAsked,
    CloseEphemeralResource: notAsked,
  };
}
