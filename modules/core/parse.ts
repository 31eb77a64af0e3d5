import { overlaps, parseCidr } from "./cidr";
import { clouds } from "./cloud";
import type {
  ClusterDefinition,
  DatabaseDefinition,
  DeliveryDefinition,
  EnvironmentDefinition,
  Lifetime,
  SecretDefinition,
} from "./environment";
import type { Group } from "./group";
import { parseDelivery } from "./parse-delivery";
import { entries, parseGroup, type Placed } from "./parse-group";
import { lifetimeProblems } from "./parse-lifetime";
import { defaultRetentionDays, valueProblems } from "./parse-values";
import { roomProblems } from "./node-room";
import { nearest, oneOf, type Problem } from "./problems";
import { environmentShape, shape } from "./shapes";

/** What a stack holds: the stores of a group's state, one site, or the names that follow the active site. */
export type StackContent = "state" | "site" | "traffic";

/** A disposable environment keeps its state in the stores of another. */
const contents = {
  kept: ["state", "site", "traffic"],
  disposable: ["site", "traffic"],
} as const satisfies Record<Lifetime, readonly StackContent[]>;

/** An environment that passed every check, with all defaults filled in and every site's facts completed. */
export interface Environment {
  readonly name: string;
  readonly lifetime: Lifetime;
  /** The kinds of stacks that it has. */
  readonly contents: readonly StackContent[];
  readonly domain: string;
  readonly alerts: string;
  readonly administration: readonly string[];
  readonly egress: NonNullable<EnvironmentDefinition["egress"]>;
  readonly cluster: ClusterDefinition;
  readonly database: Required<DatabaseDefinition>;
  readonly secrets: Readonly<Record<string, SecretDefinition>>;
  /** Whose pipelines plan and apply; undefined where people deploy with rights of their own. */
  readonly delivery: DeliveryDefinition | undefined;
  readonly groups: readonly Group[];
}

/** An environment, or everything that is wrong with it. */
export interface Parsed {
  readonly environment: Environment | undefined;
  readonly problems: readonly Problem[];
}

function overlapProblems(placed: readonly Placed[]): readonly Problem[] {
  const ranges = placed.flatMap(({ path, cidr }) => {
    const range = parseCidr(cidr);
    return range === undefined ? [] : [{ path, cidr, range }];
  });
  return ranges.flatMap((one, index) =>
    ranges
      .slice(0, index)
      .filter((other) => overlaps(one.range, other.range))
      .map((other) => ({
        path: one.path,
        message: `${one.cidr} overlaps ${other.cidr} of ${other.path}; give each site of the environment its own range`,
      })),
  );
}

function rolesProblems(roles: unknown, groups: readonly string[], path: string): readonly Problem[] {
  if (roles === undefined)
    return [{ path, message: `is missing; add it beside the environment, with an entry for ${oneOf(groups)}` }];
  if (typeof roles !== "object" || roles === null || Array.isArray(roles))
    return [{ path, message: `must be an object with an entry for ${oneOf(groups)}` }];
  return Object.keys(roles)
    .filter((name) => !groups.includes(name))
    .map((name) => {
      const guess = nearest(name, groups);
      const hint = guess === undefined ? "remove it" : `did you mean ${JSON.stringify(guess)}?`;
      return {
        path: `${path}.${name}`,
        message: `is no group of this environment, which has ${oneOf(groups)}; ${hint}`,
      };
    });
}

const text = (value: unknown, otherwise: string) => (typeof value === "string" ? value : otherwise);

/**
 * Checks an environment and its roles, all problems at once.
 * @param definition - what `environments/<name>.ts` exports
 * @param roles - the content of `environments/<name>.roles.json`; undefined when there is no such file
 */
export function parseEnvironment(definition: unknown, roles: unknown): Parsed {
  const raw = entries(definition);
  const name = text(raw["name"], "environment");
  const rolesPath = `${name}.roles.json`;
  const { value: body, problems: bodyProblems } = shape(environmentShape, definition, name, "environment");
  const groupEntries = entries(raw["groups"]);
  const tags = {
    owner: text(raw["owner"], "platform"),
    cost_centre: text(raw["costCentre"], name),
    data_class: text(raw["dataClass"], "confidential"),
  };
  const parsed = Object.entries(groupEntries).map(([group, value]) =>
    parseGroup({
      environment: name,
      domain: text(raw["domain"], ""),
      stores: text(raw["stores"], name),
      tags,
      name: group,
      path: `${name}.groups.${group}`,
      value,
      roles: entries(roles)[group],
      rolesPath: roles === undefined ? undefined : `${rolesPath}.${group}`,
    }),
  );
  const used = clouds.filter((cloud) => parsed.some((group) => group.cloud === cloud));
  const delivery = parseDelivery(raw["delivery"], groupEntries, name);
  const problems = [
    ...bodyProblems,
    ...(body !== undefined && parsed.length === 0
      ? [{ path: `${name}.groups`, message: `is empty; add a group on ${oneOf(clouds)}` }]
      : []),
    ...parsed.flatMap((group) => group.problems),
    ...overlapProblems(parsed.flatMap(({ placed }) => placed)),
    ...roomProblems(
      raw,
      parsed.flatMap(({ cloud, placed }) => placed.map((one) => ({ ...one, cloud }))),
    ),
    ...valueProblems(raw, used, name),
    ...lifetimeProblems(raw, name),
    ...delivery.problems,
    ...rolesProblems(roles, Object.keys(groupEntries), rolesPath),
  ];
  if (body === undefined || problems.length > 0) return { environment: undefined, problems };
  const { lifetime = "kept" } = body;
  return {
    environment: {
      name,
      lifetime,
      contents: contents[lifetime],
      domain: body.domain,
      alerts: body.alerts ?? `oncall@${body.domain}`,
      administration: body.administration ?? [],
      egress: body.egress ?? "zonal",
      cluster: body.cluster,
      database: { size: body.database.size, retentionDays: body.database.retentionDays ?? defaultRetentionDays },
      secrets: body.secrets ?? {},
      delivery: delivery.value,
      groups: parsed.flatMap(({ group }) => group ?? []),
    },
    problems: [],
  };
}
