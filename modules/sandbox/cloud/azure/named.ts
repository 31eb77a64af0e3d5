import type { Fields } from "../../protocol/values";
import type { Behaviour, Context } from "../behaviour";
import { refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { azureError, groupNotFound, imported, notFound } from "./errors";
import { formed, groupOf, nearest, regionOfLocation, thingOfId } from "./ids";

/** Made by Azure itself, once for each subscription that has a virtual network. */
const ownGroups: readonly string[] = ["NetworkWatcherRG"];

const lockType = "azurerm_management_lock";

/** The lock that reaches an id: on the thing itself, or on what holds it. */
function lockOn(id: string, level: string, { things }: Context): string | undefined {
  return things(lockType)
    .filter(({ attributes }) => textOf(attributes, "lock_level") === level)
    .map(({ attributes }) => textOf(attributes, "scope"))
    .find((scope) => id === scope || id.startsWith(`${scope}/`));
}

/** What Resource Manager says to a change that a lock forbids; undefined when none does. */
export function locked(id: string, operation: "delete" | "write", context: Context): string | undefined {
  const levels = operation === "delete" ? ["CanNotDelete", "ReadOnly"] : ["ReadOnly"];
  const scope = levels.map((level) => lockOn(id, level, context)).find((found) => found !== undefined);
  return scope === undefined
    ? undefined
    : azureError(
        409,
        "ScopeLocked",
        `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
      );
}

function groupTrouble(asked: Fields, context: Context): string | undefined {
  const name = textOf(asked, "resource_group_name");
  if (name === "" || ownGroups.includes(name)) return undefined;
  return groupOf(asked, context) === undefined ? groupNotFound(asked) : undefined;
}

/** Arguments that are ids of other things, which must exist; by dotted path without indexes. */
function ids(...paths: readonly string[]): (asked: Fields, context: Context) => readonly string[] {
  return (asked, context) =>
    paths
      .flatMap((path) => textsAt(asked, path.split(".")))
      .filter((id) => thingOfId(context, id) === undefined)
      .map(notFound);
}

/** How a thing of Azure's is called, and what it names. */
export interface Names {
  readonly type: string;
  /** The provider's id. Words in braces are the thing's own arguments; `{group}` is its resource group's id. */
  readonly id: string;
  /** Arguments that are ids of other things, which must exist. */
  readonly names?: readonly string[];
  /** The argument with the id of what holds it, whose region is its own. */
  readonly within?: string;
}

/**
 * The behaviour of a thing that Resource Manager keeps under a path of names: no two are called the same, its group is
 * there, and locks keep it. What `more` gives comes first.
 */
export function named({ type, id: form, names = [], within }: Names, more: Behaviour = {}): Behaviour {
  const idOf = (asked: Fields, context: Context) => formed(form, asked, context);
  const missing = ids(...names);
  return {
    region: (asked, context) => {
      const location = textOf(asked, "location");
      if (location !== "") return regionOfLocation(location);
      const holder = within === undefined ? groupOf(asked, context) : nearest(context, textOf(asked, within));
      return holder?.region ?? null;
    },
    ...more,
    gives: (asked, context) => ({ id: idOf(asked, context), ...more.gives?.(asked, context) }),
    unique: (asked, context) => {
      const key = idOf(asked, context);
      return more.unique?.(asked, context) ?? { key, taken: imported(type, key) };
    },
    refuses: (asked, context, before, state) =>
      refusal(
        groupTrouble(asked, context),
        missing(asked, context),
        before === undefined ? undefined : locked(textOf(before, "id"), "write", context),
        more.refuses?.(asked, context, before, state),
      ),
    keeps: (there, context) => locked(textOf(there, "id"), "delete", context) ?? more.keeps?.(there, context),
  };
}
