/**
 * A thousand sites in a project of its own, under git, with a base that is deployed and a head that changes one place.
 *
 * Two shapes, because a review costs by different things: environments are files to load and are narrowed by what they
 * say as a whole, groups are narrowed one by one.
 *
 * - `many`: 166 environments of production's shape (three groups of two sites: 996 sites) and four of a single site, as
 *   development has them. The nodes of one environment are resized: once of a single site (one stack differs), once of a
 *   whole environment (six sites differ, and are planned a second time as if the other site of each group were active).
 * - `large`: five environments of 100 groups of two sites. There a resize would reach 200 sites, which is another
 *   question; what reaches one group alone is its roles file: its regions are switched.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { development } from "../environments/development";
import { production } from "../environments/production";
import type { EnvironmentDefinition, GroupDefinition } from "../modules/core/environment";
import { type Roles, rolesBeforeAny } from "../modules/core/roles";

const root = resolve(__dirname, "..");

/** What builds a project's stacks, and the command. */
const code = ["main.ts", "package.json", "package-lock.json", "tsconfig.json", "bin", "modules"] as const;

/** An environment and where its groups are active. */
export interface Described {
  readonly definition: EnvironmentDefinition;
  readonly roles: Roles;
}

/** A change to a fleet, and what of the base it needs deployed. */
export interface Change {
  readonly title: string;
  readonly base: readonly Described[];
  readonly head: readonly Described[];
  /** What `understudy deploy` is told to deploy. */
  readonly deployed: string;
}

const described = (definition: EnvironmentDefinition): Described => ({
  definition,
  roles: rolesBeforeAny(definition.groups),
});

const numbered = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Sites in all. */
export const sitesOf = (fleet: readonly Described[]): number =>
  fleet.flatMap(({ roles }) => Object.values(roles).flatMap(({ sites }) => Object.keys(sites))).length;

const many = [
  ...numbered(166, (index) => described({ ...production, name: `fleet${index}` })),
  ...numbered(4, (index) => {
    const { aws } = development.groups;
    return described({ ...development, name: `single${index}`, groups: aws === undefined ? {} : { aws } });
  }),
];

const account = (index: number) => String(100_000_000_000 + index);

/** A group of production under another name: clouds in turn, accounts and addresses of its own. */
function groupAt(index: number): GroupDefinition {
  const { aws, gcp, azure } = production.groups;
  const shape = [aws, gcp, azure][index % 3];
  if (shape === undefined) throw new Error("production has no such group any more; give the fleet another shape");
  const placed = <Site extends { readonly cidr: string }>(sites: Readonly<Record<string, Site>>) =>
    Object.fromEntries(
      Object.entries(sites).map(([name, site], position) => [
        name,
        { ...site, cidr: `10.${2 * index + position}.0.0/16` },
      ]),
    );
  switch (shape.cloud) {
    case "aws":
      return { ...shape, account: account(index), sites: placed(shape.sites) };
    case "gcp":
      return { ...shape, project: `exchange-team${index}`, sites: placed(shape.sites) };
    case "azure":
      return { ...shape, subscription: `11111111-2222-4333-8444-${account(index)}`, sites: placed(shape.sites) };
  }
}

const large = numbered(5, (index) =>
  described({
    ...production,
    name: `region${index}`,
    groups: Object.fromEntries(numbered(100, (group) => [`team${group}`, groupAt(group)])),
  }),
);

/** The same fleet with another of that name in one's place. */
function replacing(fleet: readonly Described[], name: string, change: (one: Described) => Described) {
  return fleet.map((one) => (one.definition.name === name ? change(one) : one));
}

const resized = ({ definition, roles }: Described): Described => ({
  definition: { ...definition, cluster: { ...definition.cluster, nodes: { ...definition.cluster.nodes, max: 42 } } },
  roles,
});

function switched(group: string, { definition, roles }: Described): Described {
  const { [group]: was } = roles;
  const other = Object.keys(was?.sites ?? {}).find((site) => site !== was?.active);
  if (was === undefined || other === undefined) throw new Error(`${group} has no other site to switch to`);
  return { definition, roles: { ...roles, [group]: { ...was, active: other } } };
}

/** What is measured. */
export const changes: readonly Change[] = [
  {
    title: "many environments: nodes of one with a single site",
    base: many,
    head: replacing(many, "single2", resized),
    deployed: "single2",
  },
  {
    title: "many environments: nodes of one with six sites",
    base: many,
    head: replacing(many, "fleet83", resized),
    deployed: "fleet83",
  },
  {
    title: "five large environments: the regions of one group",
    base: large,
    head: replacing(large, "region3", (one) => switched("team50", one)),
    deployed: "region3/team50",
  },
];

function writeEnvironments(folder: string, fleet: readonly Described[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { definition, roles } of fleet) {
    const { name } = definition;
    const lines = [
      'import { defineEnvironment } from "../modules/core/environment";',
      `export const ${name} = defineEnvironment(${JSON.stringify(definition, null, 2)});`,
    ];
    writeFileSync(join(folder, `${name}.ts`), `${lines.join("\n")}\n`);
    writeFileSync(join(folder, `${name}.roles.json`), `${JSON.stringify(roles, null, 2)}\n`);
  }
  const names = fleet.map(({ definition }) => definition.name);
  const index = [
    ...names.map((name) => `import { ${name} } from "./${name}";`),
    `export const environments = [${names.join(", ")}];`,
  ];
  writeFileSync(join(folder, "index.ts"), `${index.join("\n")}\n`);
}

/** Writes the environments of a project, and commits all of it under a tag. */
export function commitFleet(project: string, fleet: readonly Described[], tag: string): void {
  writeEnvironments(join(project, "environments"), fleet);
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", project, "-c", "user.name=Bench", "-c", "user.email=bench@example.com", ...args]);
  git("add", "--all");
  git("commit", "--quiet", "--message", tag);
  git("tag", tag);
}

/** Makes a folder a project with this project's code, and no environments yet. */
export function makeProject(project: string): void {
  for (const path of code) cpSync(join(root, path), join(project, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  writeFileSync(join(project, ".gitignore"), "node_modules\n.understudy\n");
  execFileSync("git", ["init", "--quiet", "--initial-branch", "main", project]);
}
