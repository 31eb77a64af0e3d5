import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { z } from "zod";
import { providerNames, providerOf } from "../modules/schema/load";
import type { Section } from "../modules/schema/shape";

const names = z.array(z.string());
const sections = z.object({ resource: names, data: names, ephemeral: names });
const occurring = z.record(z.string(), z.unknown()).default({}).transform(Object.keys);
const stack = z.object({ resource: occurring, data: occurring, ephemeral: occurring });

type Types = Readonly<Record<Section, readonly string[]>>;

/** The types whose data is kept, by provider. */
export function readTypes(root: string): Readonly<Record<string, Types>> {
  return z.record(z.string(), sections).parse(readJson(join(root, "modules/schema/types.json")));
}

/** The types that tests need, whether or not a stack has them. */
export function testTypes(root: string): Types {
  return sections.parse(readJson(join(root, "test/schema/data/types.json")));
}

/** Lists anew the types to keep: those in `cdktf.out`, and those in `test/schema/data/types.json`, which tests need. */
export async function listTypes(root: string): Promise<void> {
  const stacks = join(root, "cdktf.out/stacks");
  const synthesized = existsSync(stacks) ? readdirSync(stacks).map((name) => join(stacks, name, "cdk.tf.json")) : [];
  const found = [
    testTypes(root),
    ...synthesized.filter((file) => existsSync(file)).map((file) => stack.parse(readJson(file))),
  ];
  const of = (provider: string, section: Section) =>
    [...new Set(found.flatMap((types) => types[section]))].filter((type) => providerOf(type) === provider).sort();
  const listed = providerNames.map((name) => {
    return [
      name,
      { resource: of(name, "resource"), data: of(name, "data"), ephemeral: of(name, "ephemeral") },
    ] as const;
  });
  await writeFormatted(join(root, "modules/schema/types.json"), Object.fromEntries(listed));
}

/** Writes JSON the way that prettier would leave it. */
async function writeFormatted(file: string, value: unknown): Promise<void> {
  const options = await resolveConfig(file);
  writeFileSync(file, await format(JSON.stringify(value, null, 2), { ...options, filepath: file }));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
