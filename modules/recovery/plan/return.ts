import { databaseName } from "../../core/naming";
import type { Plan, Target } from "../contract";
import { complete, type Draft, type Scene, stackOf, traits, trafficStackOf } from "./steps";

const fencedBut = ({ group }: Scene, site: string) =>
  group.sites.filter(({ name, fenced }) => fenced && name !== site).map(({ name }) => name);

/** The site's gate, where it has one of its own, and Terraform at last. */
function ending(scene: Scene, site: Target, needs: readonly string[]): readonly Draft[] {
  const { from, group } = scene;
  const safePoint = `${site.site} stands by for ${from.site}`;
  const gate: readonly Draft[] = traits[group.cloud].gateEach
    ? [{ action: { do: "open-gate", site }, needs, safePoint }]
    : [];
  return [
    ...gate,
    {
      action: { do: "reconcile", stacks: [stackOf(site), trafficStackOf(group)] },
      needs: gate.length > 0 ? ["open-gate"] : needs,
      safePoint,
    },
  ];
}

/**
 * A lost site's own server, back as a replica of the active one. `from` is the active site, `to` the one that comes back.
 * The writes that it took and never sent are gone from it once it replicates: look for them first.
 */
export function planRejoin(scene: Scene): Plan {
  const { from, to, group } = scene;
  const { designates } = traits[group.cloud];
  const safePoint = `${from.site} takes the writes; ${to.site} replicates and is still fenced`;
  const designation: readonly Draft[] = designates.afterSwitch
    ? [{ action: { do: "designate-replica", site: to, source: from }, needs: ["rejoin-database"], safePoint }]
    : [];
  return complete(scene, "rejoin", null, [
    { action: { do: "rejoin-database", site: to, source: from }, needs: [], safePoint },
    ...designation,
    {
      action: { do: "write-roles", active: from.site, fenced: fencedBut(scene, to.site), rebuilt: null },
      needs: [designation.length > 0 ? "designate-replica" : "rejoin-database"],
      safePoint: `${to.site} stands by for ${from.site}; Terraform has yet to agree`,
    },
    ...ending(scene, to, ["write-roles"]),
  ]);
}

/** The server that a site has after one more rebuild. */
function nextGeneration({ group }: Scene, site: Target): Target {
  const now = group.sites.find(({ name }) => name === site.site);
  return now === undefined ? site : { ...site, database: databaseName(now.id, now.lineage.generation + 1) };
}

/**
 * A new server in a lost site, born from the active one. The retired server leaves the group and stays in the cloud,
 * protected, until a person has looked for writes that only it has.
 */
export function planRebuild(scene: Scene): Plan {
  const { from, to, group } = scene;
  const { designates, holdsPlace } = traits[group.cloud];
  const next = nextGeneration(scene, to);
  const place: readonly Draft[] = holdsPlace
    ? [
        {
          action: { do: "rebuild-database", site: to, source: from },
          needs: [],
          safePoint: `${from.site} takes the writes; ${to.site} is fenced and its server stands alone`,
        },
      ]
    : [];
  const safePoint = `${from.site} takes the writes; ${to.site} has no standby server yet`;
  const designation: readonly Draft[] = designates.afterRebuild
    ? [{ action: { do: "designate-replica", site: next, source: from }, needs: ["create-database"], safePoint }]
    : [];
  return complete(scene, "rebuild", null, [
    ...place,
    {
      action: { do: "write-roles", active: from.site, fenced: fencedBut(scene, to.site), rebuilt: to.site },
      needs: place.length > 0 ? ["rebuild-database"] : [],
      safePoint,
    },
    { action: { do: "create-database", site: next, stack: stackOf(next) }, needs: ["write-roles"], safePoint },
    ...designation,
    ...ending(scene, next, [designation.length > 0 ? "designate-replica" : "create-database"]),
  ]);
}
