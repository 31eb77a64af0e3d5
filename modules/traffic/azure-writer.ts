import { PostgresqlFlexibleServerVirtualEndpoint } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-virtual-endpoint";
import type { Construct } from "constructs";
import { azureId } from "../core/azure";
import { keep } from "../core/lifecycle";
import { databaseName, groupId } from "../core/naming";
import type { AzureSite, Sibling } from "../core/site";

/**
 * The database's own name that follows its primary: Azure switches two servers only behind one. It is born on the origin
 * and its first standby; which of the two writes afterwards is Azure's to know, and Terraform looks away
 * (in two resource groups the provider would read wrong ids after a switch, and replace the name).
 */
export function writerName(scope: Construct, id: string, origin: AzureSite): void {
  const [source, replica] = origin.siblings;
  if (source === undefined || replica === undefined) return;
  const server = (site: Sibling<"azure">) =>
    azureId(
      origin.subscription,
      site.id,
      "Microsoft.DBforPostgreSQL/flexibleServers",
      databaseName(site.id, site.lineage.generation),
    );
  new PostgresqlFlexibleServerVirtualEndpoint(scope, id, {
    name: groupId(origin),
    type: "ReadWrite",
    sourceServerId: server(source),
    replicaServerId: server(replica),
    lifecycle: { ...keep, ignoreChanges: ["source_server_id", "replica_server_id"] },
  });
}
