import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataHolders } from "../core/data-holders";
import type { Group } from "../core/group";
import type { Environment } from "../core/parse";
import { entries } from "../core/parse-group";
import type { Roles } from "../core/roles";
import { readProject } from "../stacks/project";
import { synthesize } from "../stacks/synthesize";
import type { StackJson } from "./contract";

/** A synthesis in which other sites are active. */
export interface OtherSynthesis {
  readonly output: string;
  /** The site that would be active, by the group's id. */
  readonly active: ReadonlyMap<string, string>;
}

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
 * Synthesizes groups once more for each other site that could be active, as many groups at once as there are.
 * @param folder - of the environments
 * @param groups - by their ids
 * @param outputOf - the folder for the so many-th synthesis, which may be written over
 */
export function synthesizeOthers(
  folder: string,
  environments: readonly Environment[],
  groups: ReadonlySet<string>,
  outputOf: (turn: number) => string,
): readonly OtherSynthesis[] {
  const wanted = environments.flatMap((environment) => environment.groups.filter(({ id }) => groups.has(id)));
  const turns = Math.max(0, ...wanted.map((group) => candidates(group).length));
  return Array.from({ length: turns }, (_, turn) => {
    const active = new Map(
      wanted.flatMap((group) => {
        const site = candidates(group)[turn];
        return site === undefined ? [] : [[group.id, site.name] as const];
      }),
    );
    return { output: synthesizeWith(folder, environments, active, outputOf(turn)), active };
  });
}

function synthesizeWith(
  folder: string,
  environments: readonly Environment[],
  active: ReadonlyMap<string, string>,
  output: string,
): string {
  const standing = mkdtempSync(join(tmpdir(), "understudy-standing-"));
  try {
    for (const environment of environments)
      writeFileSync(join(standing, `${environment.name}.roles.json`), JSON.stringify(rolesOf(environment, active)));
    const others = readProject(folder, undefined, standing).environments.map((environment) => ({
      ...environment,
      groups: environment.groups.filter(({ id }) => active.has(id)),
    }));
    synthesize(
      others.filter(({ groups }) => groups.length > 0),
      output,
    );
    return output;
  } finally {
    rmSync(standing, { recursive: true, force: true });
  }
}
