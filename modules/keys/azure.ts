import { KeyVaultKey } from "@cdktf/provider-azurerm/lib/key-vault-key";
import { Construct } from "constructs";
import { resourceGroup } from "../core/azure";
import { vault } from "../core/azure-vault";
import { keep } from "../core/lifecycle";
import type { AzureSite } from "../core/site";
import type { KeyVault } from "@cdktf/provider-azurerm/lib/key-vault";
import { type Key, type Keys, type KeysProps, type Purpose, rotationDays } from "./contract";

const wrap = ["wrapKey", "unwrapKey"] as const;

/** What a service does with its key. AKS encrypts its secrets directly with it; the others wrap keys of their own. */
const operations = {
  cluster: [...wrap, "encrypt", "decrypt"],
  database: wrap,
  logs: wrap,
} as const satisfies Record<Purpose, readonly string[]>;

/** RSA keys in a Premium vault of the site's own region: HSM-backed, and soft-deleted whatever deletes them. */
export class AzureKeys extends Construct implements Keys {
  readonly cluster: Key;
  readonly database: Key;
  readonly logs: Key;

  constructor(scope: Construct, id: string, { site, network, administration = [] }: KeysProps<AzureSite>) {
    super(scope, id);
    const store = vault(this, "vault", {
      site,
      purpose: "keys",
      resourceGroup: resourceGroup(this, site),
      location: site.region,
      administration,
      network,
    });
    this.cluster = this.key("cluster", store, site);
    this.database = this.key("database", store, site);
    this.logs = this.key("logs", store, site);
  }

  private key(purpose: Purpose, store: KeyVault, site: AzureSite): Key {
    const key = new KeyVaultKey(this, purpose, {
      name: purpose,
      keyVaultId: store.id,
      keyType: "RSA-HSM",
      keySize: 3072,
      keyOpts: [...operations[purpose]],
      rotationPolicy: { automatic: { timeAfterCreation: `P${rotationDays}D` } },
      tags: { ...site.tags },
      lifecycle: keep,
    });
    return { id: key.versionlessId, scope: key.resourceVersionlessId, ready: [key] };
  }
}
