import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { PostgresqlFlexibleServer } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server";
import { PostgresqlFlexibleServerDatabase } from "@cdktf/provider-azurerm/lib/postgresql-flexible-server-database";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { azureId, privateEndpoint, resourceGroup } from "../core/azure";
import type { Size } from "../core/cloud";
import { keep } from "../core/lifecycle";
import { databaseName as serverName, siteId } from "../core/naming";
import type { AzureSite } from "../core/site";
import {
  administrator,
  type Database,
  databaseName,
  type DatabaseProps,
  defaultRetentionDays,
  maintenance,
  port,
} from "./contract";
import { keyUser, parameterWords, setParameters } from "./azure-surroundings";
import { lagAlarm } from "./azure-lag";
import { forgetEarlier, generationId } from "./generation";

/** 2, 4 and 8 vCPU at 8 GiB each. No burstable class: Flexible Server replicates none. */
const skuName = {
  small: "MO_Standard_E2ds_v5",
  medium: "MO_Standard_E4ds_v5",
  large: "MO_Standard_E8ds_v5",
} as const satisfies Record<Size, string>;

/** Storage in MiB; both servers of a pair must have the same, or a promotion is refused. */
const storageMb = { small: 65536, medium: 262144, large: 1048576 } as const satisfies Record<Size, number>;

/** Azure counts days from Sunday. */
const weekday = { Sunday: 0 } as const satisfies Record<typeof maintenance.day, number>;

/**
 * What a switch of regions changes behind Terraform's back: putting the source back would replace the server
 * (dr-findings 21 to 27, azurerm 4.55.0).
 */
const movedBySwitch = [
  "create_mode",
  "source_server_id",
  "replication_role",
  "zone",
  "administrator_login",
  "administrator_password",
];

/** Storage grows by itself; a configuration behind what it has grown to would replace the server to shrink it. */
const movedByGrowth = ["storage_mb", "storage_tier"];

/** A replica cannot be highly available and a demoted server loses it: there, Terraform leaves the block alone. */
const movedOnStandby = ["high_availability"];

/** In an active site the block is Terraform's, but for the zones, which a zone failover exchanges. */
const movedOnActive = ["high_availability[0].standby_availability_zone"];

/** A Flexible Server reached through a private endpoint: injected into a network it could replicate to peered networks only. */
export class AzureDatabase extends Construct implements Database {
  readonly name: string;
  readonly host: string;
  readonly port = port;
  readonly ready: ITerraformDependable[];
  private readonly group: string;

  constructor(scope: Construct, id: string, props: DatabaseProps<AzureSite>) {
    super(scope, id);
    const { site, password } = props;
    const { generation } = site.lineage;
    this.name = serverName(site.id, generation);
    this.group = resourceGroup(this, site);
    const server = this.server(props);
    setParameters(this, server, generation);
    const contents = password === undefined ? [] : [this.contents(server)];
    new ManagementLock(this, generationId("lock", generation), {
      name: `${this.name}-lock`,
      scope: server.id,
      lockLevel: "CanNotDelete",
    });
    this.endpoint(props, server);
    lagAlarm(this, props, server);
    forgetEarlier(this, generation, {
      azurerm_postgresql_flexible_server: ["server"],
      azurerm_management_lock: ["lock"],
      azurerm_private_endpoint: ["endpoint"],
      azurerm_postgresql_flexible_server_configuration: parameterWords,
      ...(site.origin && { azurerm_postgresql_flexible_server_database: ["app"] }),
    });
    this.host = server.fqdn;
    this.ready = [server, ...contents];
  }

  private server(props: DatabaseProps<AzureSite>): PostgresqlFlexibleServer {
    const { site, size, key, password, retentionDays = defaultRetentionDays } = props;
    const { generation, source } = site.lineage;
    const { identity, grant } = keyUser(this, site, this.group, key);
    const sourceId = (name: string, sourceGeneration: number) => {
      const id = siteId({ ...site, name });
      return azureId(
        site.subscription,
        id,
        "Microsoft.DBforPostgreSQL/flexibleServers",
        serverName(id, sourceGeneration),
      );
    };
    return new PostgresqlFlexibleServer(this, generationId("server", generation), {
      name: this.name,
      location: site.region,
      resourceGroupName: this.group,
      version: "17",
      skuName: skuName[size],
      storageMb: storageMb[size],
      autoGrowEnabled: true,
      backupRetentionDays: retentionDays,
      geoRedundantBackupEnabled: false,
      publicNetworkAccessEnabled: false,
      zone: site.zones[0],
      ...(site.active && { highAvailability: { mode: "ZoneRedundant", standbyAvailabilityZone: site.zones[1] } }),
      createMode: source === null ? "Default" : "Replica",
      ...(source && { sourceServerId: sourceId(source.site, source.generation) }),
      ...(password && {
        administratorLogin: administrator,
        administratorPasswordWo: password.value,
        administratorPasswordWoVersion: password.version,
      }),
      authentication: { passwordAuthEnabled: true, activeDirectoryAuthEnabled: true, tenantId: site.tenant },
      identity: { type: "UserAssigned", identityIds: [identity.id] },
      customerManagedKey: { keyVaultKeyId: key.id, primaryUserAssignedIdentityId: identity.id },
      maintenanceWindow: { dayOfWeek: weekday[maintenance.day], startHour: maintenance.startHour, startMinute: 0 },
      tags: { ...site.tags },
      dependsOn: [grant, ...key.ready],
      lifecycle: {
        ...keep,
        ignoreChanges: [...movedBySwitch, ...movedByGrowth, ...(site.active ? movedOnActive : movedOnStandby)],
      },
    });
  }

  /** What a replica receives by replication and so never declares. */
  private contents(server: PostgresqlFlexibleServer): PostgresqlFlexibleServerDatabase {
    return new PostgresqlFlexibleServerDatabase(this, "app", {
      name: databaseName,
      serverId: server.id,
      charset: "UTF8",
      collation: "en_US.utf8",
      lifecycle: keep,
    });
  }

  private endpoint({ site, network }: DatabaseProps<AzureSite>, server: PostgresqlFlexibleServer): void {
    privateEndpoint(this, generationId("endpoint", site.lineage.generation), {
      site,
      network,
      resourceGroup: this.group,
      name: `${this.name}-database`,
      target: server.id,
      service: "postgresqlServer",
      zone: "postgres",
    });
  }
}
