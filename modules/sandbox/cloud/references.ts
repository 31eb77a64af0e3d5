import type { Fields } from "../protocol/values";
import type { Behaviour, Context, Thing } from "./behaviour";
import { textOf, textsAt } from "./values";

/** The thing of a type whose attribute is this text. */
function thingBy(context: Context, type: string, by: string, text: string): Thing | undefined {
  if (by === "id") return context.find(type, text);
  return context.near(type).find(({ attributes }) => textOf(attributes, by) === text);
}

/** The vendor's sentences about what is named and is not there. */
export function missing({ refers = {} }: Behaviour, asked: Fields, context: Context): readonly string[] {
  return Object.entries(refers).flatMap(([path, { type, by = "id", missing: sentence }]) =>
    textsAt(asked, path.split("."))
      .filter((text) => thingBy(context, type, by, text) === undefined)
      .map(sentence),
  );
}
