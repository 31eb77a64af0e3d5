import type { Plan } from "../contract";
import { complete, type Draft, nodesOf, type Scene, stackOf, traits, trafficStackOf } from "./steps";

/**
 * A forced change of roles after a region was lost. Nothing is asked of that region. The lost site is fenced before its
 * standby can write; the database does not wait for nodes, because those that a standby always has can serve.
 */
export function planFailover(scene: Scene): Plan {
  const { from, to, group, environment } = scene;
  const lost = `${to.site} takes the writes, and ${from.site} is fenced`;
  const { gateEach, trafficNeeds } = traits[group.cloud];
  const needed: readonly string[] = trafficNeeds;
  // Where the two gates are one, the order that closed the lost site's has let traffic in already.
  const gate: readonly Draft[] = gateEach
    ? [{ action: { do: "open-gate", site: to }, needs: ["raise-capacity", "promote-database"], safePoint: null }]
    : [];
  const already = group.sites.filter((site) => site.fenced).map(({ name }) => name);
  return complete(scene, "failover", null, [
    {
      action: { do: "raise-capacity", site: to, minimumNodes: nodesOf(environment).active },
      needs: [],
      safePoint: `${to.site} has more nodes than a standby needs; the next deployment takes them back`,
    },
    { action: { do: "close-gate", site: from, keepOpen: to }, needs: [], safePoint: null },
    { action: { do: "promote-database", from, to }, needs: ["close-gate"], safePoint: null },
    ...gate,
    {
      action: { do: "verify-writes", site: to },
      needs: [gateEach ? "open-gate" : "promote-database"],
      safePoint: null,
    },
    {
      action: { do: "write-roles", active: to.site, fenced: [...already, from.site], rebuilt: null },
      needs: ["verify-writes", ...(gateEach ? [] : ["raise-capacity"])],
      safePoint: `${lost}; Terraform has yet to agree`,
    },
    {
      action: {
        do: "reconcile",
        stacks: [stackOf(to), ...(needed.includes(from.region) ? [] : [trafficStackOf(group)])],
        // The origin's stack owns the copies of secrets that lie there (docs/decisions/0016).
        ...(to.origin && { lost: from.region }),
      },
      needs: ["write-roles"],
      safePoint: lost,
    },
  ]);
}
