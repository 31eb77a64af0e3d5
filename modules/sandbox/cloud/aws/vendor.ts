import type { Behaviour, Service, SimulatedVendor } from "../behaviour";
import { refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { auroraOperations } from "./aurora-operations";
import { cloudwatch } from "./cloudwatch";
import { clusterAccess } from "./cluster-access";
import { ec2 } from "./ec2";
import { eks } from "./eks";
import { outages } from "./errors";
import { iam } from "./iam";
import { iamPolicies } from "./iam-policies";
import { keyOperations } from "./key-operations";
import { kms } from "./kms";
import { accountOf, accountOfArn, exampleAccount, globalArn, regionOf } from "./names";
import { network } from "./network";
import { nodeGroupOperations } from "./node-groups";
import { quotaReached } from "./quotas";
import { rds } from "./rds";
import { recoveryControl, recoveryControlOperations } from "./recovery-control";
import { auroraReturned } from "./returned";
import { route53 } from "./route53";
import { routes } from "./routing";
import { s3 } from "./s3";
import { scheduler } from "./scheduler";
import { scopes } from "./scopes";
import { secretsmanager } from "./secretsmanager";
import { sns } from "./sns";

const services: readonly Service[] = [
  network,
  routes,
  ec2,
  kms,
  iam,
  iamPolicies,
  s3,
  secretsmanager,
  cloudwatch,
  sns,
  scheduler,
  eks,
  clusterAccess,
  rds,
  route53,
  recoveryControl,
];

/** What is so of every type: provider 6 says the region of each thing, and every account has its quotas. */
function everywhere(type: string, behaviour: Behaviour): Behaviour {
  return {
    ...behaviour,
    gives: (asked, context) => ({ region: regionOf(asked, context), ...behaviour.gives?.(asked, context) }),
    refuses: (asked, context, before, state) =>
      refusal(
        before === undefined ? quotaReached(type, asked, context) : undefined,
        behaviour.refuses?.(asked, context, before, state),
      ),
  };
}

/** The simulated aws. */
export const aws: SimulatedVendor = {
  cloud: "aws",
  services: services.map((service) =>
    Object.fromEntries(Object.entries(service).map(([type, behaviour]) => [type, everywhere(type, behaviour)])),
  ),
  operations: { ...auroraOperations, ...keyOperations, ...nodeGroupOperations, ...recoveryControlOperations },
  errors: outages,
  place: (configuration) => ({
    region: textOf(configuration, "region") || null,
    account: textsAt(configuration, ["allowed_account_ids"])[0] ?? exampleAccount,
  }),
  at: (asked, place) => ({ ...place, region: textOf(asked, "region") || place.region }),
  caller: (given) => ({
    region: given["region"] ?? null,
    account:
      Object.values(given)
        .map(accountOfArn)
        .find((account) => account !== "") ?? "",
  }),
  scopes,
  region: (asked, context) => regionOf(asked, context),
  returned: auroraReturned,
  sources: {
    aws_caller_identity: (_, context) => {
      const account = accountOf(context);
      return { id: account, account_id: account, arn: globalArn("iam", "root", context), user_id: account };
    },
  },
};
