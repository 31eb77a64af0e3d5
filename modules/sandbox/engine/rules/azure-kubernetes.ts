import { unknown } from "../../protocol/values";
import type { Draft, RuleTable } from "./contract";

/** azurerm kubernetes_cluster_resource.go, CustomizeDiff; conformance "change oidc_issuer_enabled". */
const issuer = ({ prior, planned, isNew }: Draft) =>
  !isNew && prior["oidc_issuer_enabled"] !== planned["oidc_issuer_enabled"]
    ? [{ path: ["oidc_issuer_url"], value: unknown }]
    : [];

/** Azure's clusters. */
export const azureClusterRules: RuleTable = { azurerm_kubernetes_cluster: { decide: [issuer] } };
