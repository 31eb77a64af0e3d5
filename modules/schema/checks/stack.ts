import { asList, isAbsent, isObject } from "../json";
import type { JsonObject } from "../json";
import { provider, providerOf, schemaOf } from "../load";
import type { Schema, Section } from "../shape";

/** One block of a stack that has a schema: a resource, data source, ephemeral resource or provider configuration. */
export interface Item {
  readonly section: Section | "provider";
  readonly type: string;
  readonly address: string;
  readonly body: JsonObject;
  /** Undefined if we hold no such type. */
  readonly schema: Schema | undefined;
}

/** A synthesized stack, taken apart. */
export interface Stack {
  readonly items: readonly Item[];
  /** The rest that can hold references: outputs, locals, modules, by address. */
  readonly others: readonly (readonly [address: string, value: unknown])[];
  /** Whatever a `var`, `local` or `module` reference may name: "var.region". */
  readonly names: ReadonlySet<string>;
  readonly moved: readonly unknown[];
  /** Keys at the top that Terraform does not know. */
  readonly unknown: readonly string[];
}

const known = new Set(
  "terraform provider resource data ephemeral output locals variable module moved removed import check //".split(" "),
);

/** Takes apart what a `cdk.tf.json` holds. */
export function readStack(json: JsonObject): Stack {
  const named = (key: string) => entries(json[key]).flatMap(([name, value]) => [[name, value]] as const);
  const locals = asList(json["locals"]).flatMap(entries);
  return {
    items: [
      ...(["resource", "data", "ephemeral"] as const).flatMap((section) => readSection(json[section], section)),
      ...named("provider").flatMap(([type, bodies]) => asList(bodies).flatMap((body) => readProvider(type, body))),
    ],
    others: [
      ...named("output").map(([name, value]) => [`output.${name}`, value] as const),
      ...named("module").map(([name, value]) => [`module.${name}`, value] as const),
      ...locals.map(([name, value]) => [`local.${name}`, value] as const),
    ],
    names: new Set([
      ...named("variable").map(([name]) => `var.${name}`),
      ...named("module").map(([name]) => `module.${name}`),
      ...locals.map(([name]) => `local.${name}`),
    ]),
    moved: asList(json["moved"]),
    unknown: Object.keys(json).filter((key) => !known.has(key)),
  };
}

function readSection(section: unknown, kind: Section): readonly Item[] {
  const prefix = kind === "resource" ? "" : `${kind}.`;
  return entries(section).flatMap(([type, named]) => {
    const schema = schemaOf(type, kind);
    return entries(named).flatMap(([name, value]) =>
      asList(value).map((body) => {
        const item = { section: kind, type, address: `${prefix}${type}.${name}`, schema };
        return { ...item, body: isObject(body) ? body : {} };
      }),
    );
  });
}

function readProvider(type: string, body: unknown): readonly Item[] {
  if (!isObject(body)) return [];
  const alias = typeof body["alias"] === "string" ? `.${body["alias"]}` : "";
  const schema = provider(type)?.provider;
  return [{ section: "provider", type, address: `provider.${type}${alias}`, body, schema }];
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value).filter(([key, entry]) => key !== "//" && !isAbsent(entry)) : [];
}

/** Why a type has no schema, and what to do. */
export function explainUnknown({ type, section }: Item): string {
  const name = section === "provider" ? type : providerOf(type);
  const what =
    section === "provider" ? "provider" : `${section === "resource" ? "resource" : `${section} source`} type`;
  const file = provider(name) ? `modules/schema/data/${name}.jsonl` : "any file of modules/schema/data";
  return `is of a ${what} that is not in ${file}: correct ${type}, or add it with scripts/trim-schemas.ts --list`;
}
