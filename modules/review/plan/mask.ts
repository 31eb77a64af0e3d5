import { entries } from "../../core/parse-group";
import type { Path } from "../../deploy/plan-json";
import { own } from "../../schema/json";
import type { Attribute, Block, Nested } from "../../schema/shape";
import { isSecretName, looksSecret } from "../secret-shapes";

/** A value with what is sensitive taken out, `null` where it was. */
export interface Masked {
  readonly value: unknown;
  readonly hidden: readonly Path[];
}

interface Place {
  readonly path: Path;
  /** What Terraform marks in the value, before and after: `true` for all of it, or the same again for its parts. */
  readonly marks: readonly unknown[];
  /** Undefined where no schema tells. */
  readonly schema: Block | undefined;
}

const isSensitive = (member: Attribute | Nested | undefined) =>
  member?.sensitive === true || member?.writeOnly === true;

/** A flag that speaks about a secret tells none. */
const tells = (value: unknown) => value !== null && value !== undefined && typeof value !== "boolean";

function partOf(marks: unknown, index: number): unknown {
  if (!Array.isArray(marks)) return undefined;
  const part: unknown = marks[index];
  return part;
}

const hide = ({ path }: Place): Masked => ({ value: null, hidden: [path] });

function maskField(place: Place, key: string, value: unknown): Masked {
  const { path, marks, schema } = place;
  const nested = schema && own(schema.blocks, key);
  const member = nested ?? (schema && own(schema.attributes, key));
  const inner: Place = { path: [...path, key], marks: marks.map((marked) => entries(marked)[key]), schema: nested };
  if (tells(value) && (isSensitive(member) || isSecretName(key))) return hide(inner);
  return mask(inner, value);
}

/**
 * Takes out of a value what Terraform marks as sensitive, what the provider's schema does, what its name gives away, and
 * what looks like a secret.
 */
export function mask(place: Place, value: unknown): Masked {
  const { path, marks, schema } = place;
  if (marks.includes(true) && value !== null && value !== undefined) return hide(place);
  if (typeof value === "string") return looksSecret(value) ? hide(place) : { value, hidden: [] };
  if (typeof value !== "object" || value === null) return { value, hidden: [] };
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown, index) =>
      mask({ path: [...path, index], marks: marks.map((marked) => partOf(marked, index)), schema }, element),
    );
    return { value: elements.map((element) => element.value), hidden: elements.flatMap(({ hidden }) => hidden) };
  }
  const fields = Object.entries(value).map(([key, inner]: [string, unknown]) => ({
    key,
    masked: maskField(place, key, inner),
  }));
  return {
    value: Object.fromEntries(fields.map(({ key, masked }) => [key, masked.value])),
    hidden: fields.flatMap(({ masked }) => masked.hidden),
  };
}
