import { providerOf } from "../../../schema/load";
import { awsRules } from "./aws";
import { awsCacheRules } from "./aws-elasticache";
import { awsServiceRules } from "./aws-services";
import { azureRules } from "./azure";
import { azureClusterRules } from "./azure-kubernetes";
import { azureDatabaseRules } from "./azure-postgresql";
import { azureRegistryRules } from "./azure-registry";
import { azureStorageRules } from "./azure-storage";
import type { RuleTable, TypeRules } from "./contract";
import { googleRules } from "./google";
import { googleServiceRules } from "./google-services";
import { googleDatabaseRules } from "./google-sql";
import { helmRules } from "./helm";
import { randomRules } from "./random";

const tables: readonly RuleTable[] = [
  awsRules,
  awsCacheRules,
  awsServiceRules,
  azureRules,
  azureClusterRules,
  azureDatabaseRules,
  azureRegistryRules,
  azureStorageRules,
  googleRules,
  googleServiceRules,
  googleDatabaseRules,
  helmRules,
  randomRules,
];

const byType: RuleTable = Object.fromEntries(tables.flatMap((table) => Object.entries(table)));

const none: TypeRules = {};
const known = new Map<string, TypeRules>();

/** What is known of a type that no schema tells: what its provider does for all types, then for this one. */
export function rulesOf(type: string): TypeRules {
  const found = known.get(type);
  if (found !== undefined) return found;
  const [every, own] = [byType[`${providerOf(type)}_`] ?? none, byType[type] ?? none];
  const rules = {
    ...every,
    ...own,
    same: { ...every.same, ...own.same },
    kept: { ...every.kept, ...own.kept },
    decide: [...(every.decide ?? []), ...(own.decide ?? [])],
    refuse: [...(every.refuse ?? []), ...(own.refuse ?? [])],
  };
  known.set(type, rules);
  return rules;
}
