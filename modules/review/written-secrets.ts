import { entries } from "../core/parse-group";
import { own } from "../schema/json";
import { schemaOf } from "../schema/load";
import type { Block } from "../schema/shape";
import type { StackJson } from "./contract";
import { isSecretName, looksSecret } from "./secret-shapes";
import { resourcesOf } from "./stack-json";

/** A place in a stack that holds a secret, or would keep one in the state. */
export interface WrittenSecret {
  readonly address: string;
  readonly attribute: string;
  /** A lowercase sentence: what is wrong, and what to do about it. Never the value. */
  readonly message: string;
}

const generators: ReadonlySet<string> = new Set(["random_password", "tls_private_key"]);

const ephemeral = /^\$\{ephemeral\.[a-z_]+\.[a-z0-9_-]+\.[a-z_]+\}$/;

const cure = "give an ephemeral value to a write-only argument";

const join = (path: string, key: string | number) =>
  typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;

/** Paths of sensitive or write-only attributes that hold anything but a reference to an ephemeral value. */
function given(body: unknown, block: Block | undefined, path: string): readonly string[] {
  if (Array.isArray(body)) return body.flatMap((element: unknown, index) => given(element, block, join(path, index)));
  return Object.entries(entries(body)).flatMap(([key, value]) => {
    const here = join(path, key);
    const nested = block && own(block.blocks, key);
    if (nested !== undefined) return given(value, nested, here);
    const attribute = block && own(block.attributes, key);
    const isSecret = attribute?.sensitive === true || attribute?.writeOnly === true || isSecretName(key);
    if (!isSecret || value === null || typeof value === "boolean") return [];
    return typeof value === "string" && ephemeral.test(value) && attribute?.writeOnly === true ? [] : [here];
  });
}

/** Paths of texts that look like a secret. */
function recognized(value: unknown, path: string): readonly string[] {
  if (typeof value === "string") return looksSecret(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((element: unknown, index) => recognized(element, join(path, index)));
  return Object.entries(entries(value)).flatMap(([key, inner]) =>
    looksSecret(key) ? [join(path, "(sensitive)")] : recognized(inner, join(path, key)),
  );
}

function ofResources(stack: StackJson): readonly WrittenSecret[] {
  return resourcesOf(stack).flatMap(({ address, type, body }): readonly WrittenSecret[] => {
    if (generators.has(type))
      return [{ address, attribute: "", message: "keeps the secret that it makes in the state; make it ephemeral" }];
    const schema = schemaOf(type);
    if (schema === undefined)
      return [
        {
          address,
          attribute: "",
          message: `is of a type without a schema, so nobody can tell which of its arguments are secret; add it to modules/schema/types.json`,
        },
      ];
    const written = given(body, schema, "");
    const looks = recognized(body, "").filter((path) => !written.includes(path));
    return [
      ...written.map((attribute) => ({ address, attribute, message: `is a secret and would be kept; ${cure}` })),
      ...looks.map((attribute) => ({ address, attribute, message: `holds what looks like a secret; ${cure}` })),
    ];
  });
}

/** Everywhere else in a stack: providers, backends, outputs, lookups. */
function elsewhere(stack: StackJson): readonly WrittenSecret[] {
  return Object.entries(stack)
    .filter(([section]) => section !== "resource" && section !== "//")
    .flatMap(([section, content]) =>
      recognized(content, "").map((attribute) => ({
        address: section,
        attribute,
        message: "holds what looks like a secret; take it out, and revoke it: whoever read this repository has it",
      })),
    );
}

/** Every secret in a synthesized stack, and every place where one would be kept in the state. */
export function writtenSecrets(stack: StackJson): readonly WrittenSecret[] {
  return [...ofResources(stack), ...elsewhere(stack)];
}
