import { IamDenyPolicy } from "@cdktf/provider-google/lib/iam-deny-policy";
import { IamWorkloadIdentityPool } from "@cdktf/provider-google/lib/iam-workload-identity-pool";
import { IamWorkloadIdentityPoolProvider } from "@cdktf/provider-google/lib/iam-workload-identity-pool-provider";
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import { Construct } from "constructs";
import type { Group } from "../core/group";
import { boundedName } from "../core/naming";
import { places } from "../state/contract";
import { type DeliveryIdentity, type DeliveryIdentityProps, type Use, uses } from "./contract";
import { denied, handedOut, permissions, stateRoles } from "./gcp-permissions";
import { issuers, type Match, runClaims, type Trust, trusted } from "./trust";

const equal = (claim: string, match: Match) =>
  "is" in match ? `${claim} == '${match.is}'` : `${claim}.startsWith('${match.begins}')`;

/** A condition in CEL. A claim that a token does not have is an error, and whoever has it is not let in. */
function condition({ subjects, claims }: Trust): string {
  const subject = Object.values(subjects)
    .map((match) => equal("assertion.sub", match))
    .join(" || ");
  const others = Object.entries(claims).map(([name, match]) => equal(`assertion.${name}`, match));
  return [`(${subject})`, ...others].join(" && ");
}

/**
 * One pool, with a door for each use. Tokens are given their rights as they are: there is no service account between,
 * because whoever may let a site's workloads use theirs (`iam.serviceAccounts.setIamPolicy`, which no condition narrows)
 * could let anybody use that one.
 */
export class GcpDeliveryIdentity extends Construct implements DeliveryIdentity {
  readonly plan: string;
  readonly apply: string;
  private readonly pool: IamWorkloadIdentityPool;
  private readonly project: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryIdentityProps<Extract<Group, { cloud: "gcp" }>>,
  ) {
    super(scope, id);
    const { delivery, group } = props;
    const [{ project }] = group.sites;
    this.project = project;
    this.pool = new IamWorkloadIdentityPool(this, "pool", {
      workloadIdentityPoolId: boundedName(`delivery-${group.id}`, [project, group.id, "delivery"], 32),
      displayName: boundedName(group.id, [project, group.id, "delivery"], 32),
      description: `Pipelines of ${delivery.repository}`,
    });
    const trusts = trusted(delivery, group.environment);
    this.plan = this.door("plan", trusts.plan);
    this.apply = this.door("apply", trusts.apply);
    for (const use of uses) {
      this.allow(use);
      this.bound(use);
    }
    this.allowGrants();
  }

  private door(use: Use, trust: Trust): string {
    const { host } = this.props.delivery;
    const door = new IamWorkloadIdentityPoolProvider(this, `${use}-door`, {
      workloadIdentityPoolId: this.pool.workloadIdentityPoolId,
      workloadIdentityPoolProviderId: use,
      attributeMapping: { "google.subject": `'${use}-' + assertion.${runClaims[host]}`, "attribute.use": `'${use}'` },
      attributeCondition: condition(trust),
      oidc: {
        issuerUri: issuers[host],
        allowedAudiences: [`https://iam.googleapis.com/${this.pool.name}/providers/${use}`],
      },
    });
    return door.name;
  }

  /** Everybody whom a door lets in, and nobody who came in by another. */
  private everybody(use: Use): string {
    return `principalSet://iam.googleapis.com/${this.pool.name}/attribute.use/${use}`;
  }

  private allow(use: Use): void {
    const { group, stores } = this.props;
    const role = new ProjectIamCustomRole(this, `${use}-role`, {
      roleId: `${group.id.replaceAll("-", "_")}_${use}`,
      title: `${group.id} ${use}`,
      description: `Pipelines that ${use}`,
      permissions: [...permissions[use]],
    });
    const member = this.everybody(use);
    new ProjectIamMember(this, use, { project: this.project, role: role.name, member });
    for (const { name, store } of places(group))
      new StorageBucketIamMember(this, `${use}-state-${name}`, {
        bucket: store.name,
        role: stateRoles[use],
        member,
        dependsOn: stores,
      });
  }

  private allowGrants(): void {
    const { group } = this.props;
    const role = new ProjectIamCustomRole(this, "grants-role", {
      roleId: `${group.id.replaceAll("-", "_")}_grants`,
      title: `${group.id} grants`,
      description: "Pipelines that give a site's identities their roles",
      permissions: ["resourcemanager.projects.setIamPolicy"],
    });
    const roles = handedOut.map((name) => `'${name}'`).join(", ");
    new ProjectIamMember(this, "grants", {
      project: this.project,
      role: role.name,
      member: this.everybody("apply"),
      condition: {
        title: "roles of a site",
        expression: `api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${roles}])`,
      },
    });
  }

  private bound(use: Use): void {
    new IamDenyPolicy(this, `${use}-bounds`, {
      name: `${this.props.group.id}-${use}`,
      parent: encodeURIComponent(`cloudresourcemanager.googleapis.com/projects/${this.project}`),
      displayName: `${this.props.group.id} ${use}`,
      rules: [
        {
          description: `The most that pipelines which ${use} can do`,
          denyRule: { deniedPrincipals: [this.everybody(use)], deniedPermissions: [...denied[use]] },
        },
      ],
    });
  }
}
