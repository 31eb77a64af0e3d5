import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { StorageManagementPolicy } from "@cdktf/provider-azurerm/lib/storage-management-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { sealedStorage } from "../core/azure";
import { blobContainer } from "../core/state-store";
import { subnet } from "../core/cidr";
import type { Group } from "../core/group";
import { keep } from "../core/lifecycle";
import { accountKey } from "./azure-key";
import { accessLogDays, oldVersionDays, type Place, places, type State, type StateProps } from "./contract";

type Props = StateProps<Extract<Group, { cloud: "azure" }>>;

const address = (range: string) => range.replace(/\/32$/, "");

/** A storage firewall takes no /31 and no /32 but the addresses themselves (Azure Storage, IP network rules). */
const firewallRules = (range: string): readonly string[] =>
  range.endsWith("/31") ? [subnet(range, 1, 0), subnet(range, 1, 1)].map(address) : [address(range)];

/** Zone-redundant accounts, each wholly in its own region: vault, key, identity and access log beside it. */
export class AzureState extends Construct implements State {
  readonly stores: readonly string[];
  readonly ready: ITerraformDependable[] = [];
  private readonly holder: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    const [first] = props.group.sites;
    const [{ store }] = places(props.group);
    const holder = new ResourceGroup(this, "resource-group", {
      name: store.holder,
      location: first.witness,
      tags: { ...props.tags },
      lifecycle: keep,
    });
    this.holder = holder.name;
    this.stores = places(props.group).map((place) => this.store(place));
  }

  private store(place: Place): string {
    const { administration = [], group, tags } = this.props;
    const { key, identity, grant } = accountKey(this, place.name, {
      site: { ...group.sites[0], tags },
      administration,
      named: this.named(place),
    });
    const account = new StorageAccount(this, `store-${place.name}`, {
      ...this.named(place),
      ...sealedStorage(),
      name: place.store.name,
      // Not geo-redundant: that account loses its redundancy with a failover, and its type with it.
      accountReplicationType: "ZRS",
      publicNetworkAccessEnabled: administration.length > 0,
      networkRules: {
        defaultAction: "Deny",
        bypass: ["AzureServices"],
        ipRules: administration.flatMap(firewallRules),
      },
      identity: { type: "UserAssigned", identityIds: [identity.id] },
      customerManagedKey: { keyVaultKeyId: key.versionlessId, userAssignedIdentityId: identity.id },
      dependsOn: [grant],
      lifecycle: keep,
    });
    const container = new StorageContainer(this, `store-${place.name}-container`, {
      name: blobContainer,
      storageAccountId: account.id,
      containerAccessType: "private",
      lifecycle: keep,
    });
    this.ready.push(container);
    new StorageManagementPolicy(this, `store-${place.name}-expiry`, {
      storageAccountId: account.id,
      rule: [
        {
          name: "old-versions",
          enabled: true,
          filters: { blobTypes: ["blockBlob"] },
          // Counts from a version's birth, not from its end: soft delete then keeps what expires as long again.
          actions: { version: { deleteAfterDaysSinceCreation: oldVersionDays } },
        },
      ],
    });
    new ManagementLock(this, `store-${place.name}-lock`, {
      name: "state",
      scope: account.id,
      lockLevel: "CanNotDelete",
      notes: "Terraform's memory of what it made: without it everything here must be imported by hand",
    });
    this.log(place, account);
    return place.store.name;
  }

  private named({ id, store }: Place) {
    return {
      name: `${id}-state`,
      location: store.region,
      resourceGroupName: this.holder,
      tags: { ...this.props.tags },
    };
  }

  private log(place: Place, account: StorageAccount): void {
    const workspace = new LogAnalyticsWorkspace(this, `logs-${place.name}`, {
      ...this.named(place),
      name: place.store.logs,
      sku: "PerGB2018",
      retentionInDays: accessLogDays,
      localAuthenticationEnabled: false,
      lifecycle: keep,
    });
    new MonitorDiagnosticSetting(this, `store-${place.name}-log`, {
      name: "access",
      targetResourceId: `${account.id}/blobServices/default`,
      logAnalyticsWorkspaceId: workspace.id,
      enabledLog: [{ category: "StorageRead" }, { category: "StorageWrite" }, { category: "StorageDelete" }],
    });
  }
}
