import { readDynamic } from "./dynamic";
import { checkStored } from "./ephemeral";
import { isTemplate } from "../expression";
import { isAbsent, join, own, show } from "../json";
import type { JsonObject } from "../json";
import { membersOf } from "./members";
import { suggestion } from "./nearest";
import { readNested } from "./nested";
import type { Report } from "../problem";
import type { Attribute, Block, Nested } from "../shape";
import { mismatches } from "./types";
import { checkValues } from "./values";

/** How a body is read besides its schema. */
interface Reading {
  /** Keys that are not the schema's, such as `lifecycle` on a resource. */
  readonly besides?: ReadonlySet<string>;
  /** Whether the state keeps it, so that ephemeral values may go only into write-only arguments. */
  readonly stored: boolean;
  /** The fields of an object must all be there, if only as null; so Terraform wants it in JSON. */
  readonly whole?: boolean;
}

/** Reports what a body says that its schema does not allow, at any depth. */
export function checkBody(body: JsonObject, block: Block, path: string, reading: Reading, report: Report): void {
  const dynamic = readDynamic(body, block, path, report);
  for (const { at, nested, content } of dynamic?.contents ?? []) {
    checkBody(content, nested, at, { stored: reading.stored }, report);
  }
  for (const [key, value] of Object.entries(body)) {
    if (key === "//" || reading.besides?.has(key) || (key === "dynamic" && dynamic !== undefined)) continue;
    const at = join(path, key);
    const attribute = own(block.attributes, key);
    const nested = own(block.blocks, key);
    if (attribute) checkAttribute(value, attribute, at, reading, report);
    else if (nested) checkNested(value, nested, at, reading, dynamic?.names.has(key) ?? false, report);
    else report("unknown-attribute", at, `is not known here: remove it${suggestion(key, block)}`);
  }
  for (const [key, member] of membersOf(block).required) {
    if (isMissing(body[key], member) && !dynamic?.names.has(key)) {
      report("missing-required", join(path, key), "is required and not set: set it");
    }
  }
  if (reading.whole) checkWhole(body, block, path, report);
}

/** Reports the fields of an object that are not there, not even as null. Of the required ones that is known already. */
function checkWhole(body: JsonObject, block: Block, path: string, report: Report): void {
  for (const [key, { mode }] of [...Object.entries(block.attributes), ...Object.entries(block.blocks)]) {
    if (mode === "required" || Object.hasOwn(body, key)) continue;
    report("missing-required", join(path, key), "is missing, but terraform's json needs every field: set it to null");
  }
}

/** No block at all is like an attribute that is not set; an attribute that is an empty list is set. */
function isMissing(value: unknown, member: Attribute | Nested): boolean {
  return isAbsent(value) || ("as" in member && member.as === "block" && Array.isArray(value) && value.length === 0);
}

function checkAttribute(value: unknown, attribute: Attribute, path: string, reading: Reading, report: Report): void {
  if (isAbsent(value)) return;
  if (attribute.mode === "computed" || attribute.unsettable) {
    return report("computed-only", path, `is ${show(value)}, but only the provider can set it: remove it`);
  }
  const wrong = mismatches(value, attribute.type, path);
  for (const { kind, path: at, text } of wrong) report(kind, at, text);
  if (wrong.length === 0) checkValues(value, attribute, path, report);
  if (reading.stored && !attribute.writeOnly) checkStored(value, path, report);
}

function checkNested(
  value: unknown,
  nested: Nested,
  path: string,
  outer: Reading,
  dynamic: boolean,
  report: Report,
): void {
  const stored = outer.stored && !nested.writeOnly;
  if (nested.as !== "block" && isTemplate(value)) {
    if (stored) checkStored(value, path, report);
    return;
  }
  for (const { at, body } of readNested(value, nested, path, dynamic, report)) {
    checkBody(body, nested, at, { stored, whole: nested.as === "object" }, report);
  }
}
