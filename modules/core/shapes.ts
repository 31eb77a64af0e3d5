import { z } from "zod";
import { sizes, type Cloud } from "./cloud";
import { type DeliveryHost, lifetimes } from "./environment";
import { nearest, oneOf, type Problem } from "./problems";

const sentence = (pattern: RegExp, allowed: string) => z.string().regex(pattern, { error: `must be ${allowed}` });

const label = sentence(
  /^[a-z0-9][a-z0-9_-]{0,62}$/,
  "1 to 63 lowercase letters, digits, _ and -, as cloud labels allow",
);

/** A name that becomes part of stack, resource and DNS names. */
export const nameShape = sentence(
  /^[a-z](?:-?[a-z0-9])*$/,
  "lowercase letters, digits and single hyphens, beginning with a letter",
);

const uuid = sentence(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a lowercase UUID");
const wholeNumber = z.int({ error: "must be a whole number" });

/** The body of an environment; groups and sites are parsed one by one, so that one broken group hides no other. */
export const environmentShape = z.strictObject({
  name: nameShape,
  lifetime: z.enum(lifetimes).optional(),
  stores: nameShape.optional(),
  domain: sentence(
    /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
    "a lowercase DNS domain such as exchange.example.com",
  ),
  owner: label.optional(),
  costCentre: label.optional(),
  dataClass: z.enum(["public", "internal", "confidential", "restricted"]).optional(),
  alerts: z.email({ error: "must be an e-mail address" }).optional(),
  administration: z.array(z.string()).readonly().optional(),
  egress: z.enum(["zonal", "shared"]).optional(),
  cluster: z.strictObject({
    size: z.enum(sizes),
    nodes: z.strictObject({
      min: wholeNumber.min(1, { error: "must be at least 1" }),
      max: wholeNumber.max(1000, { error: "must be at most 1000" }),
    }),
  }),
  database: z.strictObject({ size: z.enum(sizes), retentionDays: wholeNumber.optional() }),
  secrets: z
    .record(
      sentence(/^[a-z](?:-?[a-z0-9]){0,62}$/, "lowercase letters, digits and single hyphens, beginning with a letter"),
      z.strictObject({ version: wholeNumber.min(1, { error: "must be 1 or more; raise it to rotate" }) }),
    )
    .optional(),
  delivery: z.unknown().optional(),
  groups: z.record(z.string(), z.unknown()),
});

const hostNumber = wholeNumber.min(1, { error: "must be the host's own number, 1 or more" });

const deliveryCommon = {
  repositoryId: hostNumber,
  branch: sentence(/^\w[\w./-]*$/, "a branch's whole name, of letters, digits, _, ., / and -"),
  tag: sentence(/^\w[\w.-]*\*$/, "how a tag begins and then *, such as v*").exactOptional(),
};

/** The body of an environment's `delivery`, by its host. No value can hold what a cloud would read as a wildcard. */
export const deliveryShapes = {
  github: z.strictObject({
    host: z.literal("github"),
    repository: sentence(/^[A-Za-z0-9-]+\/[\w.-]+$/, "owner/name, as GitHub spells it"),
    ownerId: hostNumber,
    ...deliveryCommon,
  }),
  gitlab: z.strictObject({
    host: z.literal("gitlab"),
    repository: sentence(/^[\w.-]+(?:\/[\w.-]+)+$/, "group/name, as GitLab spells it"),
    ...deliveryCommon,
  }),
} as const satisfies Record<DeliveryHost, z.ZodType>;

const groupCommon = { origin: z.string(), sites: z.record(z.string(), z.unknown()) };

const groupShapes = {
  aws: z.strictObject({
    cloud: z.literal("aws"),
    account: sentence(/^\d{12}$/, "an account number of twelve digits"),
    ...groupCommon,
  }),
  gcp: z.strictObject({
    cloud: z.literal("gcp"),
    project: sentence(
      /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
      "a project id of 6 to 30 lowercase letters, digits and hyphens",
    ),
    ...groupCommon,
  }),
  azure: z.strictObject({ cloud: z.literal("azure"), subscription: uuid, tenant: uuid, ...groupCommon }),
} as const satisfies Record<Cloud, z.ZodType>;

/** The body of a group. */
export const groupShape = z.discriminatedUnion("cloud", [groupShapes.aws, groupShapes.gcp, groupShapes.azure]);

/** The body of a site. */
export const siteShape = z.strictObject({ region: z.string(), cidr: z.string() });

/** One group's entry in `<environment>.roles.json`. */
export const groupRolesShape = z.strictObject({
  active: z.string(),
  fenced: z.array(z.string()).readonly(),
  sites: z.record(
    z.string(),
    z.strictObject({
      generation: wholeNumber.min(1, { error: "must be 1 or more" }),
      source: z
        .strictObject({ site: z.string(), generation: wholeNumber.min(1, { error: "must be 1 or more" }) })
        .nullable(),
    }),
  ),
});

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

const joined = (path: string, keys: readonly PropertyKey[]) => [path, ...keys.map(String)].join(".");

const shown = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));

const known: Readonly<Record<string, readonly string[]>> = {
  environment: Object.keys(environmentShape.shape),
  cluster: Object.keys(environmentShape.shape.cluster.shape),
  nodes: Object.keys(environmentShape.shape.cluster.shape.nodes.shape),
  database: Object.keys(environmentShape.shape.database.shape),
  github: Object.keys(deliveryShapes.github.shape),
  gitlab: Object.keys(deliveryShapes.gitlab.shape),
  site: Object.keys(siteShape.shape),
  roles: Object.keys(groupRolesShape.shape),
  aws: Object.keys(groupShapes.aws.shape),
  gcp: Object.keys(groupShapes.gcp.shape),
  azure: Object.keys(groupShapes.azure.shape),
};

function unknownKey(key: string, holder: string): string {
  const allowed = known[holder] ?? [];
  const guess = nearest(key, allowed);
  const hint = guess === undefined ? "remove it" : `did you mean ${JSON.stringify(guess)}?`;
  return `is no known key${allowed.length > 0 ? `, only ${allowed.join(", ")} are` : ""}; ${hint}`;
}

function problemsOf(issue: z.core.$ZodIssue, value: unknown, path: string, holder: string): readonly Problem[] {
  const here = joined(path, issue.path);
  const got = at(value, issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const inner = issue.path.at(-1);
      return issue.keys.map((key) => ({
        path: joined(here, [key]),
        message: unknownKey(key, inner === undefined ? holder : String(inner)),
      }));
    }
    case "invalid_value":
      return [{ path: here, message: `${shown(got)} is not allowed; choose ${oneOf(issue.values.map(String))}` }];
    case "invalid_type":
      return [
        {
          path: here,
          message:
            got === undefined
              ? `is missing; add ${article(issue.expected)}`
              : `${shown(got)} must be ${article(issue.expected)}`,
        },
      ];
    case "invalid_key":
      return [{ path: here, message: issue.issues.map(({ message }) => message).join("; ") }];
    case "custom":
    case "invalid_element":
    case "invalid_format":
    case "invalid_union":
    case "not_multiple_of":
    case "too_big":
    case "too_small":
      return [{ path: here, message: `${shown(got)} ${issue.message}` }];
  }
}

const article = (type: string) => `${/^[aeio]/.test(type) ? "an" : "a"} ${type === "int" ? "whole number" : type}`;

/** What came of checking one value: the value typed, or undefined and the problems found. */
export interface Shaped<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Checks `value` against a shape and reports every problem below `path`.
 * @param holder - which list of known keys to suggest from at the top of this shape
 */
export function shape<T>(schema: z.ZodType<T>, value: unknown, path: string, holder: string): Shaped<T> {
  const result = schema.safeParse(value);
  return result.success
    ? { value: result.data, problems: [] }
    : { value: undefined, problems: result.error.issues.flatMap((issue) => problemsOf(issue, value, path, holder)) };
}
