import type { Action, Intent, Plan, Step, Target, VendorAction } from "../../modules/recovery/contract";

/** A site of one small group. */
export function target(site: string): Target {
  return {
    cloud: "aws",
    environment: "staging",
    group: "aws",
    site,
    name: "active.aws.staging.example.com",
    region: { virginia: "us-east-1", oregon: "us-west-2" }[site] ?? "us-east-2",
    origin: site === "virginia",
    database: `staging-aws-${site}-1`,
    account: "111122223333",
  };
}

const [virginia, oregon] = [target("virginia"), target("oregon")];

/** A step that a test cares little about, but for what is given. */
export function step(id: string, action: Action, more: Partial<Step> = {}): Step {
  return {
    id,
    title: `do ${id}`,
    action,
    needs: [],
    timeoutSeconds: 600,
    retries: 2,
    repeatable: "after-look",
    call: "none",
    doneWhen: `${id} is so`,
    byHand: `do ${id} by hand`,
    safePoint: null,
    ...more,
  };
}

const again = { repeatable: "always" } as const;
const ready = step("check-ready", { do: "check-ready", from: virginia, to: oregon, maximumLagSeconds: 10 }, again);
const approve = step("approve", { do: "approve" }, { ...again, needs: ["check-ready"] });
const raise = step(
  "raise-capacity",
  { do: "raise-capacity", site: oregon, minimumNodes: 3 },
  { ...again, needs: ["approve"], safePoint: "virginia is active, oregon has nodes to spare" },
);
const close = step("close-gate", { do: "close-gate", site: virginia, keepOpen: oregon }, { needs: ["approve"] });
const open = step("open-gate", { do: "open-gate", site: oregon });
const verify = step("verify-writes", { do: "verify-writes", site: oregon }, { ...again, needs: ["open-gate"] });
const roles = (fenced: readonly string[]) =>
  step(
    "write-roles",
    { do: "write-roles", active: "oregon", fenced, rebuilt: null },
    { needs: ["open-gate"], safePoint: "oregon is active" },
  );
const reconcile = step(
  "reconcile",
  { do: "reconcile", stacks: ["staging-aws-virginia", "staging-aws-oregon"] },
  { ...again, needs: ["write-roles"], safePoint: "oregon is active" },
);

const after = (one: Step, needs: readonly string[]): Step => ({ ...one, needs });

const turn = (id: "switch-database" | "promote-database"): readonly Step[] => [
  step(id, { do: id, from: virginia, to: oregon }, { needs: ["close-gate", "raise-capacity"] }),
  after(open, [id]),
];

/** The vendor's orders of each intent, between a readiness check and a reconciliation. */
const middle: Readonly<Record<Intent, readonly Step[]>> = {
  switchover: [raise, close, ...turn("switch-database"), roles([])],
  failback: [raise, close, ...turn("switch-database"), roles([])],
  failover: [raise, close, ...turn("promote-database"), roles(["virginia"])],
  rejoin: [rejoinStep("rejoin-database"), designateStep("rejoin-database")],
  rebuild: [rejoinStep("rebuild-database"), designateStep("rebuild-database")],
};

function rejoinStep(id: "rejoin-database" | "rebuild-database"): Step {
  return step(id, { do: id, site: virginia, source: oregon }, { needs: ["approve"] });
}

function designateStep(before: string): Step {
  const action: VendorAction = { do: "designate-replica", site: virginia, source: oregon };
  return step("designate-replica", action, { needs: [before], safePoint: "virginia follows oregon" });
}

/** A small plan of this intent. Its last vendor step leads to the reconciliation; writes are verified where they move. */
export function smallPlan(intent: Intent, approval = false): Plan {
  const steps = middle[intent];
  const moves = steps.some(({ id }) => id === "open-gate");
  const last = steps.at(-1)?.id ?? "";
  return {
    environment: "staging",
    group: "aws",
    cloud: "aws",
    intent,
    from: virginia,
    to: oregon,
    approval,
    steps: [ready, approve, ...steps, ...(moves ? [verify] : []), after(reconcile, [last])],
  };
}
