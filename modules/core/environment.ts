import type { Cloud, Size } from "./cloud";
import type { RegionOf } from "./regions";

/** Where pipelines run whose tokens all three clouds can trust. */
export const deliveryHosts = ["github", "gitlab"] as const;

/** One of {@link deliveryHosts}. */
export type DeliveryHost = (typeof deliveryHosts)[number];

/** A site as people write it. */
export interface SiteDefinition<C extends Cloud = Cloud> {
  readonly region: RegionOf<C>;
  /** The site's private addresses, /16 to /20 of RFC 1918; no two sites of an environment may overlap. */
  readonly cidr: string;
}

interface GroupOf<C extends Cloud> {
  readonly cloud: C;
  /** The site that was the first primary. Never changes once deployed. */
  readonly origin: string;
  readonly sites: Readonly<Record<string, SiteDefinition<C>>>;
}

/** Sites of one environment in one AWS account. */
export interface AwsGroupDefinition extends GroupOf<"aws"> {
  /** The account's number, twelve digits. */
  readonly account: string;
}

/** Sites of one environment in one GCP project. */
export interface GcpGroupDefinition extends GroupOf<"gcp"> {
  readonly project: string;
}

/** Sites of one environment in one Azure subscription. */
export interface AzureGroupDefinition extends GroupOf<"azure"> {
  readonly subscription: string;
  readonly tenant: string;
}

/** The sites of one environment on one cloud among which exactly one is active. */
export type GroupDefinition = AwsGroupDefinition | GcpGroupDefinition | AzureGroupDefinition;

/** The Kubernetes cluster of every site. */
export interface ClusterDefinition {
  readonly size: Size;
  /** Nodes in an active site; a standby keeps one node a zone and the same maximum. */
  readonly nodes: { readonly min: number; readonly max: number };
}

/** The PostgreSQL database of every site. */
export interface DatabaseDefinition {
  readonly size: Size;
  /**
   * How many days back a point-in-time recovery can go.
   * @default 7
   */
  readonly retentionDays?: number;
}

/** A secret that every site can read under the same name. */
export interface SecretDefinition {
  /** Raise it to rotate the value. */
  readonly version: number;
}

interface DeliveryFrom<H extends DeliveryHost> {
  readonly host: H;
  /** As the host spells it: owner and name, on GitLab with every group on the way. */
  readonly repository: string;
  /** The host's own number of the repository: a name can become somebody else's, a number cannot. */
  readonly repositoryId: number;
  /** The protected branch into which changes are merged, and from which they are applied. */
  readonly branch: string;
  /**
   * Changes are applied from protected tags of this form alone, such as `v*`.
   * @default - from the branch
   */
  readonly tag?: string;
}

/** A repository on github.com. */
export interface GithubDelivery extends DeliveryFrom<"github"> {
  /** The host's own number of the repository's owner. */
  readonly ownerId: number;
}

/** A repository on gitlab.com. */
export type GitlabDelivery = DeliveryFrom<"gitlab">;

/** Whose pipelines deliver an environment. The host has an environment of the same name, which says who approves. */
export type DeliveryDefinition = GithubDelivery | GitlabDelivery;

/** Whether what an environment holds must survive: `disposable` is one that is meant to be destroyed as a whole. */
export const lifetimes = ["kept", "disposable"] as const;

/** One of {@link lifetimes}. */
export type Lifetime = (typeof lifetimes)[number];

/** One environment: typed data, deployed as a whole. */
export interface EnvironmentDefinition {
  readonly name: string;
  /**
   * `disposable`: nothing in it is protected against deletion. Only an environment that is named `pr-<number>` may be, so
   * that none which exists can become it (docs/decisions/0014).
   * @default "kept"
   */
  readonly lifetime?: Lifetime;
  /**
   * The environment in whose stores the stacks keep their state: a disposable environment has none of its own, and what
   * is known of it must outlive it.
   * @default - its own
   */
  readonly stores?: string;
  /** The DNS domain below which each group has its name. */
  readonly domain: string;
  /** @default "platform" */
  readonly owner?: string;
  /** @default the environment's name */
  readonly costCentre?: string;
  /** @default "confidential" */
  readonly dataClass?: "public" | "internal" | "confidential" | "restricted";
  /**
   * Where alarms go, an e-mail address.
   * @default "oncall@" followed by the domain
   */
  readonly alerts?: string;
  /**
   * Addresses from which people and pipelines administer control planes and vaults.
   * @default - none: control planes and vaults are reached from inside the site's network only
   */
  readonly administration?: readonly string[];
  /**
   * `zonal`: each zone has its own way out; `shared`: one for the site, cheaper, lost with its zone.
   * @default "zonal"
   */
  readonly egress?: "zonal" | "shared";
  readonly cluster: ClusterDefinition;
  readonly database: DatabaseDefinition;
  /** Secrets beside the database's own password, by name. Raising a version rotates that value. */
  readonly secrets?: Readonly<Record<string, SecretDefinition>>;
  /**
   * The repository whose pipelines plan and apply.
   * @default - none: people deploy with rights of their own
   */
  readonly delivery?: DeliveryDefinition;
  readonly groups: Readonly<Record<string, GroupDefinition>>;
}

/** Makes the compiler refuse an origin that is no site of its group. */
interface OriginsAreSites<E extends EnvironmentDefinition> {
  readonly groups: {
    readonly [G in keyof E["groups"]]: { readonly origin: keyof E["groups"][G]["sites"] & string };
  };
}

/**
 * Declares an environment. Clouds, regions, sizes and origins are checked by the compiler here; what types cannot say
 * (overlapping addresses, names too long, roles) is checked by {@link parseEnvironment} in parse.ts.
 */
export function defineEnvironment<const E extends EnvironmentDefinition>(
  environment: E & OriginsAreSites<E>,
): EnvironmentDefinition {
  return environment;
}
