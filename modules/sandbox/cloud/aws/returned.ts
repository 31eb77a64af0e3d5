import type { OperationContext } from "../behaviour";
import { auroraOperations } from "./aurora-operations";
import { clusterOf, globalType, leftBehindOf } from "./members";

/**
 * What Aurora does by itself when a region answers again: clusters that a failover left behind there become secondaries of
 * the new writer (Aurora User Guide, "Performing managed failovers for Aurora global databases").
 */
export async function auroraReturned(region: string, context: OperationContext): Promise<void> {
  for (const global of context.near(globalType))
    for (const arn of leftBehindOf(global)) {
      if (clusterOf(context, arn)?.region !== region) continue;
      const given = { region, GlobalClusterIdentifier: global.id, DbClusterIdentifier: arn };
      await auroraOperations["sandbox:ReattachGlobalClusterMember"]?.run(given, context);
    }
}
