import type { TypeRules } from "./contract";

const tables: readonly Readonly<Record<string, TypeRules>>[] = [];

/** What is known of a type that no schema tells. */
export function rulesOf(type: string): TypeRules {
  for (const table of tables) if (Object.hasOwn(table, type)) return table[type] ?? {};
  return {};
}
