import { entries } from "../../core/parse-group";
import { type Path, pathText } from "../../deploy/plan-json";
import { own } from "../../schema/json";
import { schemaOf } from "../../schema/load";
import type { Block } from "../../schema/shape";
import { looksSecret } from "../secret-shapes";
import type { PlanJson } from "./shape";

/** Resource types that make a secret and keep it in the state. */
const generators: ReadonlySet<string> = new Set(["random_password", "tls_private_key"]);

/** What the provider alone computes and calls sensitive is in every state: no change of ours puts it there. */
function isProviders(schema: Block | undefined, key: string): boolean {
  const attribute = schema && own(schema.attributes, key);
  return attribute?.mode === "computed" && attribute.sensitive === true;
}

function secretsIn(value: unknown, schema: Block | undefined, path: Path): readonly Path[] {
  if (typeof value === "string") return looksSecret(value) ? [path] : [];
  if (Array.isArray(value))
    return value.flatMap((element: unknown, index) => secretsIn(element, schema, [...path, index]));
  return Object.entries(entries(value)).flatMap(([key, inner]) => {
    if (looksSecret(key)) return [[...path, "(sensitive)"]];
    return isProviders(schema, key) ? [] : secretsIn(inner, schema && own(schema.blocks, key), [...path, key]);
  });
}

const places = (address: string, paths: readonly Path[]) => paths.map((path) => `${address}.${pathText(path)}`);

/** A state's modules, and what each of them holds, as the plan has them from before. */
function read(module: unknown): readonly { readonly address: string; readonly values: unknown }[] {
  const { resources, child_modules: children } = entries(module);
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  return [
    ...list(resources).flatMap((resource) => {
      const { address, mode, values } = entries(resource);
      return mode === "data" && typeof address === "string" ? [{ address, values }] : [];
    }),
    ...list(children).flatMap(read),
  ];
}

/**
 * Places in a plan that hold a secret in plain text, as `address.path`: what looks like one in any value that is or will be
 * in the state, in what was looked up, in variables and in outputs, and every managed generator of secrets.
 */
export function plainSecrets(plan: PlanJson): readonly string[] {
  const managed = plan.resource_changes.filter(({ mode }) => mode === "managed");
  const found = [
    ...plan.resource_changes.flatMap(({ address, type, change }) =>
      places(address, secretsIn(change.after, schemaOf(type), [])),
    ),
    ...managed
      .filter(({ type, change }) => generators.has(type) && change.after !== null && change.after !== undefined)
      .map(({ address, type }) => `${address}.${type === "random_password" ? "result" : "private_key_pem"}`),
    ...read(entries(entries(plan.prior_state)["values"])["root_module"]).flatMap(({ address, values }) =>
      places(address, secretsIn(values, undefined, [])),
    ),
    ...Object.entries(plan.output_changes).flatMap(([name, { after }]) =>
      places("output", secretsIn(after, undefined, [name])),
    ),
    ...Object.entries(plan.variables).flatMap(([name, { value }]) =>
      places("var", secretsIn(value, undefined, [name])),
    ),
  ];
  return [...new Set(found)].toSorted();
}
