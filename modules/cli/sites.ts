import type { Cloud } from "../core/cloud";
import type { Environment } from "../core/parse";
import type { Role } from "../core/roles";
import { siteStacks } from "../stacks/names";
import { readProject } from "../stacks/project";
import { activeName, probe } from "../traffic/contract";
import { type Column, table } from "./table";
import { environmentArgument, type Verb } from "./verb";
import { asJson } from "./words";

/** A site as `understudy sites` tells of it. Programs read it as JSON: keys are added, never renamed. */
export interface SiteRow {
  readonly environment: string;
  readonly group: string;
  readonly site: string;
  readonly cloud: Cloud;
  readonly region: string;
  readonly role: Role;
  readonly active: boolean;
  readonly fenced: boolean;
  /** The environment in whose stores its states lie: its own, but for a preview. */
  readonly stores: string;
  /** The site's own stacks; those of its group (state, traffic) are not among them. */
  readonly stacks: readonly string[];
  /** Answers 200 while the group's active site, whichever it is, takes writes. */
  readonly health: string;
}

/** Every site of the environments, the origin of each group first. */
export function siteRows(environments: readonly Environment[]): readonly SiteRow[] {
  const withSites = environments.filter(({ contents }) => contents.includes("site"));
  return withSites.flatMap(({ groups }) =>
    groups.flatMap((owner) =>
      owner.sites.map((site): SiteRow => {
        const { environment, group, name, cloud, region, role, active, fenced, stores } = site;
        const health = `https://${activeName(owner)}${probe.path}`;
        return {
          environment,
          group,
          site: name,
          cloud,
          region,
          role,
          active,
          fenced,
          stores,
          stacks: siteStacks(site),
          health,
        };
      }),
    ),
  );
}

/** Spare are the columns that the others imply in most projects: a group named after its cloud, stacks after their site. */
const columns: readonly Column<SiteRow>[] = [
  { title: "environment", text: ({ environment }) => environment },
  { title: "group", text: ({ group }) => group },
  { title: "site", text: ({ site }) => site },
  { title: "cloud", text: ({ cloud }) => cloud, spare: true },
  { title: "region", text: ({ region }) => region },
  {
    title: "role",
    text: ({ role }) => role,
    look: ({ active, fenced }) => (active ? "green" : fenced ? "yellow" : undefined),
  },
  { title: "stacks", text: ({ stacks }) => stacks.join(" ") },
];

interface SitesOptions {
  readonly json?: true;
}

/** Lists the sites: where they are, and which of them takes writes now. */
export const sites: Verb = {
  name: "sites",
  summary: "list every site: its region, its role, its stacks",
  examples: ["understudy sites", "understudy sites production --json"],
  define: (command, { terminal: { out }, folder }) =>
    command
      .argument(environmentArgument.name, environmentArgument.description)
      .option("--json", "print an array of objects for other programs")
      .action((environment: string | undefined, { json }: SitesOptions) => {
        const rows = siteRows(readProject(folder(), environment).environments);
        out.print(...(json === true ? [asJson(rows)] : table(columns, rows, out.paint, out.width)));
      }),
};
