import { own } from "../json";
import type { Attribute, Block, Nested, Type } from "../shape";

/** What stands at a path of a schema, reduced to how one can go on from there. */
export type Place =
  | { readonly kind: "body"; readonly block: Block }
  | { readonly kind: "object"; readonly fields: Readonly<Record<string, Type>> }
  | { readonly kind: "list" | "set" | "map"; readonly element: Place }
  | { readonly kind: "scalar" | "dynamic" };

/** The place of a member of a body. */
function placeOf(member: Attribute | Nested): Place {
  if ("type" in member) return placeOfType(member.type);
  const body = { kind: "body", block: member } as const;
  return member.nesting === "single" ? body : { kind: member.nesting, element: body };
}

/** The place of a named member; undefined if there is none, or if the place has no named members. */
export function memberOf(place: Place, name: string): Place | undefined {
  if (place.kind === "dynamic") return place;
  if (place.kind === "object") {
    const type = own(place.fields, name);
    return type && placeOfType(type);
  }
  if (place.kind !== "body") return undefined;
  const member = own(place.block.attributes, name) ?? own(place.block.blocks, name);
  return member && placeOf(member);
}

function placeOfType(type: Type): Place {
  if (type === "dynamic") return { kind: "dynamic" };
  if (typeof type === "string") return { kind: "scalar" };
  switch (type[0]) {
    case "object":
      return { kind: "object", fields: type[1] };
    case "tuple":
      return { kind: "list", element: { kind: "dynamic" } };
    case "list":
    case "set":
    case "map":
      return { kind: type[0], element: placeOfType(type[1]) };
  }
}
