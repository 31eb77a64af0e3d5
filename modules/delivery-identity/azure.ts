import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { PolicyDefinition } from "@cdktf/provider-azurerm/lib/policy-definition";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { ResourceGroupPolicyAssignment } from "@cdktf/provider-azurerm/lib/resource-group-policy-assignment";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Construct } from "constructs";
import { azureId } from "../core/azure";
import type { Group } from "../core/group";
import { keep } from "../core/lifecycle";
import { boundedName } from "../core/naming";
import { blobContainer } from "../core/state-store";
import { places } from "../state/contract";
import { type Credential, trustRule } from "./azure-bounds";
import { grantsCondition, permissions, stateRoles } from "./azure-permissions";
import { type DeliveryIdentity, type DeliveryIdentityProps, type Use, uses } from "./contract";
import { issuers, type Trust, trusted } from "./trust";

type Props = DeliveryIdentityProps<Extract<Group, { cloud: "azure" }>>;

const audience = "api://AzureADTokenExchange";

/**
 * An identity for each use, in a resource group of their own, on which a policy denies every credential but these. Azure
 * compares subjects whole: of those that may follow a beginning it trusts the ones that are told by name. (An expression
 * over claims, in preview, is nothing that azurerm's `azurerm_federated_identity_credential` can write.)
 */
export class AzureDeliveryIdentity extends Construct implements DeliveryIdentity {
  readonly plan: string;
  readonly apply: string;
  private readonly resourceGroup: ResourceGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    const { delivery, group, tags } = props;
    const [{ witness }] = group.sites;
    this.resourceGroup = new ResourceGroup(this, "resource-group", {
      name: `${group.id}-delivery`,
      location: witness,
      tags: { ...tags },
      lifecycle: keep,
    });
    const identities = { plan: this.identity("plan"), apply: this.identity("apply") };
    const trusts = trusted(delivery, group.environment);
    const credentials = uses.flatMap((use) => this.trust(identities[use], use, trusts[use]));
    const principals = uses.map((use) => identities[use].principalId);
    this.allow("plan", identities.plan);
    this.allow("apply", identities.apply, { condition: grantsCondition(principals), conditionVersion: "2.0" });
    this.bound(credentials);
    this.plan = identities.plan.clientId;
    this.apply = identities.apply.clientId;
  }

  private identity(use: Use): UserAssignedIdentity {
    const { group, tags } = this.props;
    return new UserAssignedIdentity(this, use, {
      name: `${group.id}-${use}`,
      location: this.resourceGroup.location,
      resourceGroupName: this.resourceGroup.name,
      tags: { ...tags },
    });
  }

  private trust(identity: UserAssignedIdentity, use: Use, { subjects }: Trust): readonly Credential[] {
    const { delivery, group } = this.props;
    const dependsOn: FederatedIdentityCredential[] = [];
    return Object.entries(subjects).flatMap(([name, match]) => {
      const subject = "is" in match ? match.is : match.whole;
      if (subject === undefined) return [];
      const credential = { name, issuer: issuers[delivery.host], subject };
      const made = new FederatedIdentityCredential(this, `${use}-${name}`, {
        ...credential,
        resourceGroupName: this.resourceGroup.name,
        parentId: identity.id,
        audience: [audience],
        // Azure writes one credential of an identity at a time, and refuses the second (Entra, known limitations).
        dependsOn: [...dependsOn],
      });
      dependsOn.push(made);
      return [{ ...credential, identity: `${group.id}-${use}` }];
    });
  }

  private allow(
    use: Use,
    { principalId }: UserAssignedIdentity,
    limits: { readonly condition?: string; readonly conditionVersion?: string } = {},
  ): void {
    const { group, stores } = this.props;
    const [{ subscription }] = group.sites;
    const scope = `/subscriptions/${subscription}`;
    const { actions, dataActions } = permissions[use];
    const role = new RoleDefinition(this, `${use}-role`, {
      // No two of a directory may be called the same.
      name: boundedName(`${group.id}-${use}`, [subscription, group.id, use], 128),
      scope,
      description: `Pipelines that ${use}`,
      permissions: [{ actions: [...actions], dataActions: [...dataActions] }],
      assignableScopes: [scope],
    });
    const granted = { principalId, principalType: "ServicePrincipal", skipServicePrincipalAadCheck: true };
    new RoleAssignment(this, `${use}-grant`, {
      ...granted,
      ...limits,
      scope,
      roleDefinitionId: role.roleDefinitionResourceId,
    });
    for (const { name, store } of places(group))
      new RoleAssignment(this, `${use}-state-${name}`, {
        ...granted,
        scope: `${azureId(subscription, store.holder, "Microsoft.Storage/storageAccounts", store.name)}/blobServices/default/containers/${blobContainer}`,
        roleDefinitionName: stateRoles[use],
        dependsOn: stores,
      });
  }

  private bound(credentials: readonly Credential[]): void {
    const { group } = this.props;
    const rule = new PolicyDefinition(this, "bounds", {
      name: `${group.id}-delivery`,
      displayName: `${group.id}: what pipelines are trusted`,
      policyType: "Custom",
      mode: "All",
      policyRule: trustRule(credentials),
    });
    new ResourceGroupPolicyAssignment(this, "bounds-here", {
      name: `${group.id}-delivery`,
      resourceGroupId: this.resourceGroup.id,
      policyDefinitionId: rule.id,
      enforce: true,
    });
  }
}
