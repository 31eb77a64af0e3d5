import type { Change } from "./workspace";

/** What a recorded row says that Terraform plans for one resource. */
export interface Expected {
  /** As the table of findings numbers it. */
  readonly row: number;
  readonly story: string;
  readonly address: string;
  readonly actions: "no-op" | "update" | "delete,create";
  readonly replaces?: readonly string[];
  readonly changed?: readonly string[];
}

/** What was planned for the resource of a row, as far as the row speaks of it, beside what it says. */
export function compared(changes: readonly Change[], { address, actions, replaces, changed }: Expected) {
  const found = changes.find((change) => change.address === address);
  const planned = {
    actions: found?.actions,
    ...(replaces && { replaces: found?.replaces }),
    ...(changed && { changed: found?.changed }),
  };
  return { planned, recorded: { actions, ...(replaces && { replaces }), ...(changed && { changed }) } };
}

/** A stack of resources as synthesis would write it, by type and name. */
export function stackWith(
  provider: Readonly<Record<string, unknown>>,
  resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
) {
  return { terraform: { backend: { local: {} } }, provider, resource };
}
