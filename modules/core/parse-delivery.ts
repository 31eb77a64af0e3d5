import { type DeliveryDefinition, type DeliveryHost, deliveryHosts } from "./environment";
import { entries } from "./parse-group";
import { nearest, oneOf, type Problem } from "./problems";
import { deliveryShapes, shape, type Shaped } from "./shapes";

function bodyOf(host: DeliveryHost, value: unknown, path: string): Shaped<DeliveryDefinition> {
  switch (host) {
    case "github":
      return shape(deliveryShapes.github, value, path, host);
    case "gitlab":
      return shape(deliveryShapes.gitlab, value, path, host);
  }
}

const quoted = (value: unknown) => JSON.stringify(value);

function hostProblem(host: unknown, path: string): Problem {
  const guess = typeof host === "string" ? nearest(host, deliveryHosts) : undefined;
  const hint = guess === undefined ? "" : `; did you mean ${quoted(guess)}?`;
  const got = host === undefined ? "is missing; add" : `${quoted(host)} is no host that every cloud trusts; choose`;
  return { path: `${path}.host`, message: `${got} ${oneOf(deliveryHosts)}${hint}` };
}

/** GitLab says the tag in the subject, and Azure compares subjects whole (Entra, workload identity federation). */
function tagProblems(delivery: DeliveryDefinition, groups: readonly Cloudy[], path: string): readonly Problem[] {
  if (delivery.host !== "gitlab" || delivery.tag === undefined) return [];
  return groups
    .filter(({ cloud }) => cloud === "azure")
    .map(({ name }) => ({
      path: `${path}.tag`,
      message: `${quoted(delivery.tag)} is many subjects, but azure, where ${name} stands, trusts each by its whole name; leave it out and apply from the branch`,
    }));
}

/** An AWS account has one provider for a host, and each group's stack would make it (IAM, OIDC identity providers). */
function accountProblems(groups: readonly Cloudy[], path: string): readonly Problem[] {
  return groups.flatMap(({ name, account }, index) => {
    const other = groups.slice(0, index).find((earlier) => account !== undefined && earlier.account === account);
    return other === undefined
      ? []
      : [
          {
            path,
            message: `${name} and ${other.name} share the account ${quoted(account)}, which can trust a host once; give each group an account of its own`,
          },
        ];
  });
}

interface Cloudy {
  readonly name: string;
  readonly cloud: unknown;
  readonly account: unknown;
}

/**
 * Checks an environment's `delivery`, every problem at once.
 * @param groups - the environment's groups as they were written
 */
export function parseDelivery(
  value: unknown,
  groups: Readonly<Record<string, unknown>>,
  environment: string,
): Shaped<DeliveryDefinition> {
  if (value === undefined) return { value: undefined, problems: [] };
  const path = `${environment}.delivery`;
  const { host: written } = entries(value);
  const host = deliveryHosts.find((candidate) => candidate === written);
  if (host === undefined) return { value: undefined, problems: [hostProblem(written, path)] };
  const { value: delivery, problems } = bodyOf(host, value, path);
  const described = Object.entries(groups).map(([name, group]) => {
    const { cloud, account } = entries(group);
    return { name, cloud, account };
  });
  return {
    value: delivery,
    problems: [
      ...problems,
      ...(delivery === undefined ? [] : tagProblems(delivery, described, path)),
      ...accountProblems(described, path),
    ],
  };
}
