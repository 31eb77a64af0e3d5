import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataHolders } from "../core/data-holders";
import type { Group } from "../core/group";
import type { Environment } from "../core/parse";
import { entries } from "../core/parse-group";
import type { Roles } from "../core/roles";
import type { StackJson } from "./contract";

/** Whether a stack holds data. */
export function isStateful(json: StackJson | undefined): boolean {
  return Object.keys(entries(json?.["resource"])).some((type) => type in dataHolders);
}

/** The sites of a group that are not active now and could be. */
const candidates = ({ active, sites }: Group) => sites.filter(({ name, fenced }) => name !== active && !fenced);

function rolesOf({ groups }: Environment, active: ReadonlyMap<string, string>): Roles {
  return Object.fromEntries(
    groups.map((group) => [
      group.name,
      {
        active: active.get(group.id) ?? group.active,
        fenced: group.sites.filter(({ fenced }) => fenced).map(({ name }) => name),
        sites: Object.fromEntries(group.sites.map(({ name, lineage }) => [name, lineage])),
      },
    ]),
  );
}

/**
 * Who else could be active: for each turn another site of every group that has so many, by the group's id.
 * @param groups - by their ids
 */
export function otherActives(
  environments: readonly Environment[],
  groups: ReadonlySet<string>,
): readonly ReadonlyMap<string, string>[] {
  const wanted = environments.flatMap((environment) => environment.groups.filter(({ id }) => groups.has(id)));
  const turns = Math.max(0, ...wanted.map((group) => candidates(group).length));
  return Array.from(
    { length: turns },
    (_, turn) =>
      new Map(
        wanted.flatMap((group) => {
          const site = candidates(group)[turn];
          return site === undefined ? [] : [[group.id, site.name] as const];
        }),
      ),
  );
}

/** Does work with a folder of roles files in which other sites are active. The folder is gone afterwards. */
export async function withRoles<Result>(
  environments: readonly Environment[],
  active: ReadonlyMap<string, string>,
  work: (standing: string) => Promise<Result>,
): Promise<Result> {
  const standing = mkdtempSync(join(tmpdir(), "understudy-standing-"));
  try {
    for (const environment of environments)
      writeFileSync(join(standing, `${environment.name}.roles.json`), JSON.stringify(rolesOf(environment, active)));
    return await work(standing);
  } finally {
    rmSync(standing, { recursive: true, force: true });
  }
}
