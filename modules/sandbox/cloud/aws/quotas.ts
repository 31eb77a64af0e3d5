import type { Fields } from "../../protocol/values";
import type { Context } from "../behaviour";
import { textOf } from "../values";
import { apiError } from "./errors";
import { accountOf, regionOf } from "./names";

interface Quota {
  readonly most: number;
  readonly call: string;
  readonly code: string;
  readonly says: string;
  /** The account and the region that it is counted in; every account has its own. */
  readonly globally?: true;
}

/** Quotas that AWS starts an account with (Service Quotas), per region unless global. Every environment fits. */
const quotas: Readonly<Record<string, Quota>> = {
  aws_vpc: {
    most: 5,
    call: "EC2: CreateVpc",
    code: "VpcLimitExceeded",
    says: "The maximum number of VPCs has been reached.",
  },
  aws_eip: {
    most: 5,
    call: "EC2: AllocateAddress",
    code: "AddressLimitExceeded",
    says: "The maximum number of addresses has been reached.",
  },
  aws_internet_gateway: {
    most: 5,
    call: "EC2: CreateInternetGateway",
    code: "InternetGatewayLimitExceeded",
    says: "The maximum number of internet gateways has been reached.",
  },
  aws_rds_cluster: {
    most: 40,
    call: "RDS: CreateDBCluster",
    code: "DBClusterQuotaExceededFault",
    says: "DB Cluster quota exceeded",
  },
  aws_route53recoverycontrolconfig_cluster: {
    most: 2,
    call: "Route53 Recovery Control Config: CreateCluster",
    code: "ServiceQuotaExceededException",
    says: "Limit exceeded for clusters",
    globally: true,
  },
};

/** Who owns a thing: what says so among its attributes. */
function ownerOf(attributes: Fields): string {
  return textOf(attributes, "owner_id") || (textOf(attributes, "arn").split(":")[4] ?? "");
}

/** What AWS says when an account has as many of a type as it may. */
export function quotaReached(type: string, asked: Fields, context: Context): string | undefined {
  const quota = Object.entries(quotas).find(([name]) => name === type)?.[1];
  if (quota === undefined) return undefined;
  const own = context
    .things(type)
    .filter(({ attributes }) => ownerOf(attributes) === accountOf(context))
    .filter(({ region }) => quota.globally === true || region === regionOf(asked, context));
  const { call, code, says } = quota;
  return own.length < quota.most ? undefined : apiError({ doing: "", call, code, says });
}
