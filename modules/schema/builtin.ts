import type { Attribute, Mode, ProviderSchemas, Schema, Type } from "./shape";

/** The types that Terraform itself brings (provider terraform.io/builtin/terraform), from its documentation. */
export const builtin: ProviderSchemas = {
  provider: schema({}),
  resource: {
    terraform_data: schema({
      id: attribute("string", "computed"),
      input: attribute("dynamic", "optional"),
      output: attribute("dynamic", "computed"),
      triggers_replace: { ...attribute("dynamic", "optional"), forceNew: true },
    }),
  },
  data: {
    terraform_remote_state: schema({
      backend: attribute("string", "required"),
      config: attribute("dynamic", "optional"),
      defaults: attribute("dynamic", "optional"),
      outputs: attribute("dynamic", "computed"),
      workspace: attribute("string", "optional"),
    }),
  },
  ephemeral: {},
};

function schema(attributes: Readonly<Record<string, Attribute>>): Schema {
  return { version: 0, attributes, blocks: {} };
}

function attribute(type: Type, mode: Mode): Attribute {
  return { type, mode };
}
