import type { Plan } from "../contract";
import { complete, nodesOf, type Scene, stackOf, traits, trafficStackOf } from "./steps";

/**
 * A forced change of roles after a region was lost. Nothing is asked of that region. The lost site is fenced before its
 * standby can write; the database does not wait for nodes, because those that a standby always has can serve.
 */
export function planFailover(scene: Scene): Plan {
  const { from, to, group, environment } = scene;
  const lost = `${to.site} takes the writes, and ${from.site} is fenced`;
  const needed: readonly string[] = traits[group.cloud].trafficNeeds;
  const already = group.sites.filter((site) => site.fenced).map(({ name }) => name);
  return complete(scene, "failover", null, [
    {
      action: { do: "raise-capacity", site: to, minimumNodes: nodesOf(environment).active },
      needs: [],
      safePoint: `${to.site} has more nodes than a standby needs; the next deployment takes them back`,
    },
    { action: { do: "close-gate", site: from, keepOpen: to }, needs: [], safePoint: null },
    { action: { do: "promote-database", from, to }, needs: ["close-gate"], safePoint: null },
    { action: { do: "open-gate", site: to }, needs: ["raise-capacity", "promote-database"], safePoint: null },
    { action: { do: "verify-writes", site: to }, needs: ["open-gate"], safePoint: null },
    {
      action: { do: "write-roles", active: to.site, fenced: [...already, from.site], rebuilt: null },
      needs: ["verify-writes"],
      safePoint: `${lost}; Terraform has yet to agree`,
    },
    {
      action: {
        do: "reconcile",
        stacks: [stackOf(to), ...(needed.includes(from.region) ? [] : [trafficStackOf(group)])],
      },
      needs: ["write-roles"],
      safePoint: lost,
    },
  ]);
}
