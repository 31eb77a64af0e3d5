import type { Service } from "../behaviour";
import { textOf } from "../values";
import { azureError, imported, notFound } from "./errors";
import { groupedTypes, groupId, nearest, regionOfLocation } from "./ids";
import { locked } from "./named";

const groupType = "azurerm_resource_group";
const lockType = "azurerm_management_lock";

/** How many locks a scope can have (Azure Resource Manager, "Subscription limits"). */
const locksPerScope = 20;

/** Groups, and what keeps them from being deleted. */
export const resources: Service = {
  [groupType]: {
    region: (asked) => regionOfLocation(textOf(asked, "location")),
    gives: (asked, context) => ({ id: groupId(context, textOf(asked, "name")) }),
    unique: (asked, context) => {
      const id = groupId(context, textOf(asked, "name"));
      return { key: id, taken: imported(groupType, id) };
    },
    refuses: (asked) =>
      /^[-\w.()]{0,89}[-\w()]$/.test(textOf(asked, "name"))
        ? undefined
        : azureError(
            400,
            "InvalidResourceGroupName",
            `The provided resource group name '${textOf(asked, "name")}' has characters that are not allowed, or is longer than 90.`,
          ),
    keeps: (there, context) => {
      const id = textOf(there, "id");
      const held = groupedTypes
        .flatMap((type) => context.things(type))
        .filter((thing) => thing.id.startsWith(`${id}/`));
      if (held.length === 0) return locked(id, "delete", context);
      const list = held.map((thing) => `* \`${thing.id}\``).join("\n");
      return `deleting Resource Group "${textOf(there, "name")}": the Resource Group still contains Resources.\n\nTerraform is configured to check for Resources within the Resource Group when deleting the Resource Group - and raise an error if nested Resources still exist to avoid unintentionally deleting these Resources.\n\nTerraform has detected that the following Resources still exist within the Resource Group:\n\n${list}`;
    },
  },

  // A lock is not kept by itself: whoever may delete locks can.
  [lockType]: {
    region: (asked, context) => nearest(context, textOf(asked, "scope"))?.region ?? null,
    gives: (asked) => ({
      id: `${textOf(asked, "scope")}/providers/Microsoft.Authorization/locks/${textOf(asked, "name")}`,
    }),
    unique: (asked) => {
      const id = `${textOf(asked, "scope")}/providers/Microsoft.Authorization/locks/${textOf(asked, "name")}`;
      return { key: id, taken: imported(lockType, id) };
    },
    refuses: (asked, context, before) => {
      const scope = textOf(asked, "scope");
      if (nearest(context, scope)?.id !== scope) return notFound(scope);
      const there = context.things(lockType).filter(({ attributes }) => textOf(attributes, "scope") === scope);
      return before === undefined && there.length >= locksPerScope
        ? azureError(
            409,
            "LockLimitExceeded",
            `The scope '${scope}' has ${there.length} locks, of at most ${locksPerScope}.`,
          )
        : undefined;
    },
  },
};
