/** The day on which the price list was last gone through, ISO 8601. Single rows may be older, and say so. */
export const pricesAsOf = "2026-01-01";

/** What an estimate leaves out, as lowercase sentences: told wherever a cost is. */
export const costLimits: readonly string[] = [];
