import { asList, isAbsent, isObject, join, own, show } from "../json";
import type { JsonObject } from "../json";
import { suggestion } from "./nearest";
import type { Report } from "../problem";
import type { Block, Nested } from "../shape";

/** What the `dynamic` blocks of a body hold. */
interface Dynamic {
  /** The blocks that they produce, none or many of each. */
  readonly names: ReadonlySet<string>;
  readonly contents: readonly { readonly at: string; readonly nested: Nested; readonly content: JsonObject }[];
}

const keys = new Set(["for_each", "iterator", "labels", "content", "//"]);

/** Reads the `dynamic` blocks of a body, and reports mistakes in their shape; undefined if there are none. */
export function readDynamic(body: JsonObject, block: Block, path: string, report: Report): Dynamic | undefined {
  const value = body["dynamic"];
  if (isAbsent(value) || own(block.attributes, "dynamic") || own(block.blocks, "dynamic")) return undefined;
  const entries = asList(value)
    .filter(isObject)
    .flatMap(Object.entries<unknown>);
  const contents = entries.flatMap(([name, declarations]) => {
    const at = join(join(path, "dynamic"), name);
    const nested = own(block.blocks, name);
    if (nested) {
      return asList(declarations).flatMap((declaration) => {
        const content = readDeclaration(declaration, at, report);
        return content ? [{ at: join(at, "content"), nested, content }] : [];
      });
    }
    report("unknown-attribute", at, `is not a block of this type: remove it${suggestion(name, block)}`);
    return [];
  });
  return { names: new Set(entries.map(([name]) => name)), contents };
}

function readDeclaration(declaration: unknown, at: string, report: Report): JsonObject | undefined {
  if (isObject(declaration)) {
    for (const key of Object.keys(declaration).filter((given) => !keys.has(given))) {
      report("unknown-attribute", join(at, key), "is not known in a dynamic block: remove it");
    }
    const [content, ...others] = asList(declaration["content"]);
    if (isObject(content) && others.length === 0 && !isAbsent(declaration["for_each"])) return content;
  }
  report("wrong-nesting", at, `is ${show(declaration)}, but must have for_each and one content: write both`);
  return undefined;
}
