import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { policy } from "../core/aws";
import type { DeliveryHost } from "../core/environment";
import type { Group } from "../core/group";
import { places } from "../state/contract";
import { deliveryPath, workloadBoundary, workloadBounds } from "./aws-bounds";
import { bounds, type Owner, permissions } from "./aws-policies";
import type { DeliveryIdentity, DeliveryIdentityProps, Use } from "./contract";
import { issuers, type Match, type Trust, trusted } from "./trust";

const audience = "sts.amazonaws.com";

/** Claims beside subject and audience that STS hands to trust policies (STS, provider-specific claims, January 2026). */
const known: Readonly<Record<DeliveryHost, readonly string[]>> = {
  github: ["environment", "ref", "repository_id"],
  gitlab: [],
};

/** A value of StringLike: without `*`, which no name of ours holds, it is compared as a whole. */
const pattern = (match: Match) => ("is" in match ? match.is : `${match.begins}*`);

/** A role for each use, taken with a token of the host alone, and bounded whatever is attached to it. */
export class AwsDeliveryIdentity extends Construct implements DeliveryIdentity {
  readonly plan: string;
  readonly apply: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryIdentityProps<Extract<Group, { cloud: "aws" }>>,
  ) {
    super(scope, id);
    const { delivery, group } = props;
    const [{ account }] = group.sites;
    const host = new IamOpenidConnectProvider(this, "host", {
      url: issuers[delivery.host],
      clientIdList: [audience],
    });
    new IamPolicy(this, "workload-boundary", {
      name: workloadBoundary(group.id),
      path: deliveryPath,
      description: "The most that a role made by a pipeline can do",
      policy: workloadBounds(account, group.id),
    });
    const owner = { account, group: group.id, stores: places(group).map(({ store }) => store.name) };
    const trusts = trusted(delivery, group.environment);
    this.plan = this.role("plan", host, trusts.plan, owner);
    this.apply = this.role("apply", host, trusts.apply, owner);
  }

  private role(use: Use, host: IamOpenidConnectProvider, trust: Trust, owner: Owner): string {
    const boundary = new IamPolicy(this, `${use}-boundary`, {
      name: `${owner.group}-${use}-boundary`,
      path: deliveryPath,
      description: `The most that the pipelines which ${use} can do`,
      policy: bounds[use](owner),
    });
    const role = new IamRole(this, use, {
      name: `${owner.group}-${use}`,
      path: deliveryPath,
      description: `Pipelines of ${this.props.delivery.repository} that ${use}`,
      assumeRolePolicy: this.admission(host, trust),
      permissionsBoundary: boundary.arn,
      maxSessionDuration: 3600,
    });
    new IamRolePolicy(this, `${use}-policy`, { role: role.name, policy: permissions[use](owner) });
    return role.arn;
  }

  private admission(host: IamOpenidConnectProvider, { subjects, claims }: Trust): string {
    const issuer = new URL(issuers[this.props.delivery.host]).host;
    const checked = known[this.props.delivery.host].flatMap((name) => {
      const match = claims[name];
      return match === undefined ? [] : [[`${issuer}:${name}`, pattern(match)] as const];
    });
    return policy({
      Effect: "Allow",
      Principal: { Federated: host.arn },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: { [`${issuer}:aud`]: audience },
        StringLike: { [`${issuer}:sub`]: Object.values(subjects).map(pattern), ...Object.fromEntries(checked) },
      },
    });
  }
}
