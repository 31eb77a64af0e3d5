import { environments as definitions } from "../../environments";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import type { GroupRoles, Roles } from "../../modules/core/roles";
import { parsed, rolesOf } from "./environments";
import { type StackJson, synthesizeEnvironment } from "./synthesis";

/** One way in which the groups of an environment can stand, and every stack as synthesized then. */
export interface Standing {
  readonly environment: string;
  readonly story: string;
  readonly stacks: ReadonlyMap<string, StackJson>;
}

type Switch = (group: GroupRoles, standby: string, origin: string) => GroupRoles;

/** What can happen to a group with a standby, as recovery rewrites its roles. Lineage stays: no rebuild here. */
const switches = {
  "after a switchover": (group, standby) => ({ ...group, active: standby }),
  "after a failover": (group, standby, origin) => ({ ...group, active: standby, fenced: [origin] }),
  "after the standby was lost": (group, standby) => ({ ...group, fenced: [standby] }),
} as const satisfies Record<string, Switch>;

const paired = definitions.filter(({ groups }) =>
  Object.values(groups).every(({ sites }) => Object.keys(sites).length > 1),
);

function everyGroup(definition: EnvironmentDefinition, change: Switch): Roles {
  return Object.fromEntries(
    Object.entries(rolesOf(definition)).map(([name, group]) => {
      const origin = definition.groups[name]?.origin ?? "";
      const standby = Object.keys(group.sites).find((site) => site !== origin) ?? "";
      return [name, change(group, standby, origin)];
    }),
  );
}

/** Each environment that has standbys, as it was born. */
export const born: readonly Standing[] = paired.map((definition) => ({
  environment: definition.name,
  story: "as born",
  stacks: synthesizeEnvironment(parsed(definition)),
}));

/** Each environment that has standbys, after each kind of switch in all of its groups. */
export const switched: readonly Standing[] = paired.flatMap((definition) =>
  Object.entries(switches).map(([story, change]) => ({
    environment: definition.name,
    story,
    stacks: synthesizeEnvironment(parsed(definition, everyGroup(definition, change))),
  })),
);
