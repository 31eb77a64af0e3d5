import { entries } from "../../core/parse-group";
import { isTemplate } from "../../schema/expression";
import { schemaOf } from "../../schema/load";
import { concernsOf } from "../concerns";
import type { ReviewedChange, StackJson, Unseen } from "../contract";
import { resourcesOf } from "../stack-json";
import { mask } from "./mask";

/** Terraform's own arguments, which no plan has among a resource's. */
const meta: ReadonlySet<string> = new Set([
  "//",
  "connection",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
]);

/** Where a stack refers to what only an apply will tell. */
function references(value: unknown, path: string): readonly Unseen[] {
  if (isTemplate(value)) return [{ path, because: "known after apply" }];
  if (Array.isArray(value)) return value.flatMap((element: unknown, index) => references(element, `${path}[${index}]`));
  return Object.entries(entries(value)).flatMap(([key, inner]) =>
    references(inner, path === "" ? key : `${path}.${key}`),
  );
}

/** The value without its references: a plan has nothing there either. */
function literal(value: unknown): unknown {
  if (isTemplate(value)) return null;
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]: [string, unknown]) => [key, literal(inner)]));
}

/** What a first apply would make of a stack that cannot be planned yet: everything, as far as the stack itself tells. */
export function firstChanges(stack: StackJson): readonly ReviewedChange[] {
  return resourcesOf(stack).map(({ address, type, body }) => {
    const given = Object.fromEntries(Object.entries(body).filter(([key]) => !meta.has(key)));
    const { value } = mask({ path: [], marks: [], schema: schemaOf(type) }, literal(given));
    return {
      address,
      type,
      kind: "create",
      movedFrom: undefined,
      isImported: false,
      reason: "",
      concerns: concernsOf(type),
      attributes: [],
      before: null,
      after: entries(value),
      unseen: references(given, ""),
    };
  });
}
