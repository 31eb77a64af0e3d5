import type { Plan } from "../contract";
import { complete, type Draft, nodesOf, rpoSeconds, type Scene, stackOf, traits, trafficStackOf } from "./steps";

const switched = (scene: Scene) => `${scene.to.site} takes the writes; Terraform has yet to agree`;

/**
 * A planned change of roles. The standby has its nodes before anybody loses anything; the old gate closes before the
 * database moves, so that no writer is left behind; what the old site had more than a standby needs goes last.
 */
export function planSwitch(scene: Scene, intent: "switchover" | "failback"): Plan {
  const { from, to, group, environment } = scene;
  const { gateEach, designates } = traits[group.cloud];
  const nodes = nodesOf(environment);
  const fenced = group.sites.filter((site) => site.fenced).map(({ name }) => name);
  const safePoint = switched(scene);
  const gate: readonly Draft[] = gateEach
    ? [{ id: "reopen-gate", action: { do: "open-gate", site: from }, needs: ["write-roles"], safePoint }]
    : [];
  // Where the two gates are one, the order that closed the old site's has let traffic in already.
  const opening: readonly Draft[] = gateEach
    ? [{ action: { do: "open-gate", site: to }, needs: ["switch-database"], safePoint: null }]
    : [];
  // A server that was a replica has no point-in-time recovery, without which Cloud SQL lets no other stand by for it.
  const designation: readonly Draft[] = designates.afterSwitch
    ? [
        {
          id: "reconcile-active",
          action: { do: "reconcile", stacks: [stackOf(to)] },
          needs: ["write-roles"],
          safePoint,
        },
        { action: { do: "designate-replica", site: from, source: to }, needs: ["reconcile-active"], safePoint },
      ]
    : [];
  const stacks = [...(designates.afterSwitch ? [] : [stackOf(to)]), stackOf(from), trafficStackOf(group)];
  return complete(scene, intent, rpoSeconds, [
    {
      action: { do: "raise-capacity", site: to, minimumNodes: nodes.active },
      needs: [],
      safePoint: `${to.site} has more nodes than a standby needs; the next deployment takes them back`,
    },
    { action: { do: "close-gate", site: from, keepOpen: to }, needs: ["raise-capacity"], safePoint: null },
    { action: { do: "switch-database", from, to }, needs: ["close-gate"], safePoint: null },
    ...opening,
    {
      action: { do: "verify-writes", site: to },
      needs: [gateEach ? "open-gate" : "switch-database"],
      safePoint: null,
    },
    {
      action: { do: "write-roles", active: to.site, fenced, rebuilt: null },
      needs: ["verify-writes"],
      safePoint,
    },
    ...gate,
    ...designation,
    {
      action: { do: "return-capacity", site: from, minimumNodes: nodes.standby },
      needs: ["write-roles"],
      safePoint,
    },
    {
      action: { do: "reconcile", stacks },
      needs: [...gate, ...designation.slice(-1)].map(({ id, action }) => id ?? action.do).concat("return-capacity"),
      safePoint: `${to.site} takes the writes, and ${from.site} stands by`,
    },
  ]);
}
