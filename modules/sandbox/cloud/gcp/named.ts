import type { Fields } from "../../protocol/values";
import type { Behaviour, Context } from "../behaviour";
import { formed, now, projectOf } from "./names";

/** How a thing of Google's is called. Words in braces are its own arguments. */
export interface Names {
  /** The provider's id. */
  readonly id: string;
  /** Before the id, in the thing's link. @default - it has none */
  readonly api?: string;
  /** What Google says when there is one of this id. */
  readonly taken: (id: string, asked: Fields) => string;
}

/** Compute Engine's links begin so. */
export const computeApi = "https://www.googleapis.com/compute/v1/";

/**
 * The behaviour of a thing that its own arguments name: no two can be called the same.
 * What `more` gives comes first.
 */
export function named({ id: form, api, taken }: Names, more: Behaviour = {}): Behaviour {
  const idOf = (asked: Fields, context: Context) => formed(form, asked, context);
  return {
    ...more,
    gives: (asked, context) => {
      const id = idOf(asked, context);
      return {
        id,
        project: projectOf(asked, context),
        creation_timestamp: now(),
        create_time: now(),
        effective_labels: asked["labels"] ?? {},
        terraform_labels: asked["labels"] ?? {},
        ...(api !== undefined && { self_link: `${api}${id}` }),
        ...more.gives?.(asked, context),
      };
    },
    unique: (asked, context) => {
      const key = idOf(asked, context);
      return { key, taken: taken(key, asked) };
    },
  };
}
