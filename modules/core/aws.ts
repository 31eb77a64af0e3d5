/** One statement of an IAM policy, in IAM's own words. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[] | string;
  readonly Condition?: unknown;
}

/** An IAM policy document as JSON text. */
export function policy(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A policy that allows `actions` on `resources`. */
export function allow(actions: readonly string[], resources: readonly string[]): string {
  return policy({ Effect: "Allow", Action: actions, Resource: resources });
}

/** A trust policy: `service` may take the role, on behalf of this account alone (the confused-deputy condition). */
export function trust(service: string, account: string, actions: readonly string[] = ["sts:AssumeRole"]): string {
  return policy({
    Effect: "Allow",
    Principal: { Service: service },
    Action: actions,
    Condition: { StringEquals: { "aws:SourceAccount": account } },
  });
}

/**
 * The statement without which nobody could ever change a key again: the account's own IAM policies decide who uses it.
 */
export function accountOwnsKey(account: string): Statement {
  return {
    Sid: "Account",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: ["kms:*"],
    Resource: "*",
  };
}
