import { isObject, own } from "../../modules/schema/json";
import type { Block, Schema } from "../../modules/schema/shape";

type Step =
  | { readonly type: "get_attr"; readonly value: string }
  | { readonly type: "index"; readonly value: { readonly value: number; readonly type: "number" } };

/** Paths of what the schema calls sensitive, as a state notes them; without the notes Terraform plans to add the marks. */
function sensitivePaths(
  block: Block,
  body: Readonly<Record<string, unknown>>,
  at: readonly Step[],
): readonly (readonly Step[])[] {
  const within = (name: string): readonly Step[] => [...at, { type: "get_attr", value: name }];
  const attributes = Object.entries({ ...block.attributes, ...block.blocks })
    .filter(([, member]) => member.sensitive === true && !("as" in member && member.as === "block"))
    .map(([name]) => within(name));
  const nested = Object.entries(block.blocks)
    // What is within a set has no path that a state could note.
    .filter(([, { as, nesting, sensitive }]) => as !== "object" && nesting !== "set" && sensitive !== true)
    .flatMap(([name, inner]) => {
      const value = own(body, name);
      if (isObject(value) && inner.nesting === "single") return sensitivePaths(inner, value, within(name));
      return (Array.isArray(value) ? value : []).flatMap((element: unknown, index) =>
        isObject(element)
          ? sensitivePaths(inner, element, [
              ...within(name),
              { type: "index", value: { value: index, type: "number" } },
            ])
          : [],
      );
    });
  return [...attributes, ...nested];
}

/** A resource that is in the state before the plan. */
export interface Stored {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly schema: Schema;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A state file of resources, as Terraform would have written it. */
export function stateOf(resources: readonly Stored[]): string {
  return JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage: "00000000-0000-4000-8000-000000000000",
    outputs: {},
    resources: resources.map(({ type, name, provider, schema, body }) => ({
      mode: "managed",
      type,
      name,
      provider: `provider["registry.terraform.io/hashicorp/${provider}"]`,
      instances: [
        {
          schema_version: schema.version,
          attributes: body,
          sensitive_attributes: sensitivePaths(schema, body, []),
        },
      ],
    })),
  });
}
