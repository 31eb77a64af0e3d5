import { isSet, text } from "./compare";
import type { Draft, RuleTable } from "./contract";

/** Tiers that a size of disk can have, the usual one first (azurerm docs, postgresql_flexible_server, storage_tier). */
const tiers: Readonly<Record<number, readonly string[]>> = {
  32768: ["P4", "P6", "P10", "P15", "P20", "P30", "P40", "P50"],
  65536: ["P6", "P10", "P15", "P20", "P30", "P40", "P50"],
  131072: ["P10", "P15", "P20", "P30", "P40", "P50"],
  262144: ["P15", "P20", "P30", "P40", "P50"],
  524288: ["P20", "P30", "P40", "P50"],
  1048576: ["P30", "P40", "P50"],
  2097152: ["P40", "P50"],
  4193280: ["P50"],
  4194304: ["P50"],
  8388608: ["P60", "P70", "P80"],
  16777216: ["P70", "P80"],
  33553408: ["P80"],
};

const possible = ({ planned }: Draft) => tiers[Number(planned["storage_mb"] ?? 0)] ?? [];

/** azurerm postgresql_flexible_server_resource.go, CustomizeDiff: a grown disk takes its usual tier if none is given. */
function usualTier(draft: Draft) {
  const { prior, planned, config, isNew } = draft;
  const [usual] = possible(draft);
  const isOpen = !isSet(config["storage_tier"] ?? null) && prior["storage_mb"] !== planned["storage_mb"];
  return !isNew && isOpen && usual !== undefined ? [{ path: ["storage_tier"], value: usual }] : [];
}

/** The same function, which compares the tier with the size. What is no tier at all, validation refuses before. */
function tier(draft: Draft): string | undefined {
  const [given, allowed] = [text(draft.config["storage_tier"] ?? null), possible(draft)];
  return !/^P\d+$/.test(given) || allowed.length === 0 || allowed.includes(given)
    ? undefined
    : `storage_tier is ${given}, but a disk of ${Number(draft.planned["storage_mb"])} MB allows ${allowed.join(", ")}`;
}

/** Azure's PostgreSQL servers. */
export const azureDatabaseRules: RuleTable = {
  azurerm_postgresql_flexible_server: { decide: [usualTier], refuse: [tier] },
};
