import { isTemplate, references } from "./expression";
import { asList, isAbsent, isObject, join, own, show } from "./json";
import type { JsonObject } from "./json";
import { nearest } from "./nearest";
import type { Report } from "./problem";
import type { Attribute, Block, Nested } from "./shape";
import { checkType } from "./types";
import { checkValues } from "./values";

/** How a body is read besides its schema. */
interface Reading {
  /** Keys that are not the schema's, such as `lifecycle` on a resource. */
  readonly besides?: ReadonlySet<string>;
  /** Ephemeral values may go only where nothing is stored: write-only arguments, providers, other ephemerals. */
  readonly stored: boolean;
  /** The fields of an object must all be there, if only as null; so Terraform wants it in JSON. */
  readonly whole?: boolean;
}

/** Reports what a body says that its schema does not allow, at any depth. */
export function checkBody(body: JsonObject, block: Block, path: string, reading: Reading, report: Report): void {
  const dynamic = dynamicBlocks(body, block, path, reading, report);
  for (const [key, value] of Object.entries(body)) {
    if (key === "//" || reading.besides?.has(key) || (key === "dynamic" && dynamic !== undefined)) continue;
    const at = join(path, key);
    const attribute = own(block.attributes, key);
    const nested = own(block.blocks, key);
    if (attribute) checkAttribute(value, attribute, at, reading, report);
    else if (nested) checkNested(value, nested, at, reading, dynamic?.has(key) ?? false, report);
    else report("unknown-attribute", at, `is not known here: remove it${suggestion(key, block)}`);
  }
  checkPresence(body, block, path, reading, dynamic ?? new Set(), report);
}

function checkPresence(
  body: JsonObject,
  block: Block,
  path: string,
  reading: Reading,
  dynamic: ReadonlySet<string>,
  report: Report,
): void {
  for (const members of [block.attributes, block.blocks]) {
    for (const [key, { mode }] of Object.entries(members)) {
      if (mode === "required" && isEmpty(body[key], key in block.blocks) && !dynamic.has(key)) {
        report("missing-required", join(path, key), "is required and not set: set it");
      } else if (reading.whole && !Object.hasOwn(body, key)) {
        report(
          "missing-required",
          join(path, key),
          "is missing, and terraform's json needs every field: set it to null",
        );
      }
    }
  }
}

function isEmpty(value: unknown, isBlock: boolean): boolean {
  return isAbsent(value) || (isBlock && Array.isArray(value) && value.length === 0);
}

function checkAttribute(value: unknown, attribute: Attribute, path: string, reading: Reading, report: Report): void {
  if (isAbsent(value)) return;
  if (attribute.mode === "computed" || attribute.unsettable) {
    return report("computed-only", path, `is ${show(value)}, but only the provider can set it: remove it`);
  }
  checkType(value, attribute.type, path, report);
  checkValues(value, attribute, path, report);
  if (reading.stored && !attribute.writeOnly) checkStored(value, path, report);
}

function checkStored(value: unknown, path: string, report: Report): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, element] of Object.entries(value)) checkStored(element, join(path, key), report);
  } else if (isTemplate(value) && references(value).some(({ head }) => head === "ephemeral")) {
    report("ephemeral-leak", path, `is ${show(value)}, but would be kept in the state: use the write-only argument`);
  }
}

function checkNested(
  value: unknown,
  nested: Nested,
  path: string,
  outer: Reading,
  dynamic: boolean,
  report: Report,
): void {
  if (isAbsent(value)) return;
  const reading = { stored: outer.stored && !nested.writeOnly, whole: nested.as === "object" };
  if (nested.as !== "block" && isTemplate(value)) return reading.stored ? checkStored(value, path, report) : undefined;
  if (nested.mode === "computed") return report("computed-only", path, "can only be set by the provider: remove it");
  const elements = bodies(value, nested);
  if (elements === undefined || (nested.nesting === "single" && elements.length > 1)) {
    return report("wrong-nesting", path, `is ${show(value)}, but must be ${describe(nested)}: write it so`);
  }
  elements.forEach(([key, element]) => {
    const at = key === undefined ? path : join(path, key);
    if (isObject(element)) checkBody(element, nested, at, reading, report);
    else if (nested.as === "block" || !isTemplate(element)) {
      report("wrong-nesting", at, `is ${show(element)}, but must be an object: write one`);
    }
  });
  const { min = 0, max = Infinity } = nested;
  if (elements.length > max || (elements.length > 0 && elements.length < min && !dynamic)) {
    const wanted = max === Infinity ? `at least ${min}` : min === max ? `exactly ${min}` : `${min} to ${max}`;
    report("block-count", path, `occurs ${elements.length} times, but must ${wanted} times: add or remove some`);
  }
}

/** The bodies in a nested value with their keys; undefined if the value is not of such a shape at all. */
function bodies(
  value: unknown,
  nested: Nested,
): readonly (readonly [string | number | undefined, unknown])[] | undefined {
  if (nested.nesting === "map") return isObject(value) ? Object.entries(value) : undefined;
  if (nested.nesting === "single" && isObject(value)) return [[undefined, value]];
  if (nested.as !== "block" && (nested.nesting === "single" || !Array.isArray(value))) return undefined;
  if (!Array.isArray(value) && !isObject(value)) return undefined;
  return asList(value).map((element, index) => [nested.nesting === "single" ? undefined : index, element]);
}

function describe({ as, nesting }: Nested): string {
  if (nesting === "single") return "one object";
  if (nesting === "map") return "an object of objects";
  return as === "block" ? "an object or a list of objects" : "a list of objects";
}

/** The names that `dynamic` blocks produce, whose content is checked; undefined if there is none. */
function dynamicBlocks(
  body: JsonObject,
  block: Block,
  path: string,
  reading: Reading,
  report: Report,
): ReadonlySet<string> | undefined {
  if (isAbsent(body["dynamic"]) || own(block.attributes, "dynamic") || own(block.blocks, "dynamic")) return undefined;
  const produced = new Set<string>();
  for (const entry of asList(body["dynamic"])) {
    if (!isObject(entry)) continue;
    for (const [name, declarations] of Object.entries(entry)) {
      const at = join(join(path, "dynamic"), name);
      const nested = own(block.blocks, name);
      if (!nested) report("unknown-attribute", at, `is not a block of this type: remove it${suggestion(name, block)}`);
      for (const declaration of nested ? asList(declarations) : []) {
        produced.add(name);
        const content = isObject(declaration) ? asList(declaration["content"]) : [];
        if (content.length !== 1) report("wrong-nesting", at, "needs one content block: write for_each and content");
        for (const inner of content) {
          if (isObject(inner) && nested)
            checkBody(inner, nested, join(at, "content"), { stored: reading.stored }, report);
        }
      }
    }
  }
  return produced;
}

function suggestion(key: string, { attributes, blocks }: Block): string {
  const similar = nearest(key, [...Object.keys(attributes), ...Object.keys(blocks)]);
  return similar === undefined ? "" : `, or write ${similar} if that is meant`;
}
