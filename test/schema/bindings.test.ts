import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { provider } from "../../modules/schema/load";

/** The arguments that the generated binding of a type writes. */
function argumentsOf(name: string, type: string): readonly string[] {
  const folder = dirname(require.resolve(`@cdktf/provider-${name}/package.json`));
  const binding = readFileSync(
    join(folder, "lib", type.slice(name.length + 1).replaceAll("_", "-"), "index.js"),
    "utf8",
  );
  const [, written = ""] = /synthesizeAttributes\(\) \{\s*return \{([\s\S]*?)\n {8}\};/.exec(binding) ?? [];
  return [...written.matchAll(/^\s+(\w+):/gm)].flatMap(([, key]) => key ?? []);
}

function compare(name: string) {
  return Object.entries(provider(name)?.resource ?? {}).map(([type, { attributes, blocks }]) => {
    const members = Object.entries({ ...attributes, ...blocks });
    const settable = members.filter(([, { mode }]) => mode !== "computed").map(([key]) => key);
    const written = argumentsOf(name, type);
    return {
      count: written.length,
      onlyWritten: written.filter((key) => !members.some(([known]) => known === key)).map((key) => `${type}.${key}`),
      onlyKnown: settable.filter((key) => !written.includes(key)).map((key) => `${type}.${key}`),
    };
  });
}

test.each(["aws", "azurerm", "google", "helm", "random"])(
  "the data knows each argument that the %s bindings can write",
  (name) => {
    const compared = compare(name);
    expect(compared.every(({ count }) => count > 0)).toBe(true);
    expect(compared.flatMap(({ onlyWritten }) => onlyWritten)).toEqual([]);
  },
);

test.each(["azurerm", "google", "helm", "random"])(
  "the data knows no argument that the %s bindings lack: one version",
  (name) => {
    expect(compare(name).flatMap(({ onlyKnown }) => onlyKnown)).toEqual([]);
  },
);
