import type { Cloud } from "../../../modules/core/cloud";
import type { Target } from "../../../modules/recovery/contract";

const regions = {
  aws: { virginia: "us-east-1", oregon: "us-west-2" },
  gcp: { iowa: "us-central1", carolina: "us-east1" },
  azure: { virginia: "eastus2", arizona: "westus3" },
} as const satisfies Record<Cloud, Readonly<Record<string, string>>>;

const accounts = {
  aws: "111122223333",
  gcp: "exchange-staging",
  azure: "11111111-2222-4333-8444-000000000002",
} as const satisfies Record<Cloud, string>;

/** The two sites of a group: the origin, and its standby. */
export function pairOf(cloud: Cloud): readonly [Target, Target] {
  const [from, to] = Object.entries(regions[cloud]).map(([site, region], index) => ({
    cloud,
    environment: "staging",
    group: cloud,
    site,
    name: `active.${cloud}.staging.example.com`,
    region,
    origin: index === 0,
    database: `staging-${cloud}-${site}`,
    account: accounts[cloud],
  }));
  if (from === undefined || to === undefined) throw new Error(`${cloud} has no two sites here`);
  return [from, to];
}

/** Something that the pair has not: its vendor answers that it is not found. */
export class NotThere extends Error {
  override readonly name = "NotThere";
}

/** An order that comes while the vendor is at work on another, or when it is so already: it refuses. */
export class UnderWay extends Error {
  override readonly name = "UnderWay";
}

/** What is so of a pair at its vendor, in no vendor's words. */
export class PairWorld {
  readonly from: Target;
  readonly to: Target;
  writer: string;
  /** The site whose server follows nobody: a failover left it behind, or it was taken out. */
  behind: string | null = null;
  /** The database that is told to stand by; for vendors that must be told. */
  designated: string | null;
  /** For how many more looks the vendor is at work on what it was asked for, and how many each order takes. */
  underWay = 0;
  looksOfAnOrder = 2;
  /** How many orders to change roles were taken. */
  taken = 0;
  readonly open = new Map<string, boolean>();
  readonly minimum = new Map<string, number>();
  lagSeconds: number | null = 0.5;

  constructor(readonly cloud: Cloud) {
    [this.from, this.to] = pairOf(cloud);
    this.writer = this.from.site;
    this.designated = this.to.database;
    for (const { site, origin } of [this.from, this.to]) {
      this.open.set(site, cloud !== "gcp" || origin);
      this.minimum.set(site, origin ? 3 : 1);
    }
  }

  get sites(): readonly [Target, Target] {
    return [this.from, this.to];
  }

  /** The site of which something is called so: its database, its region, its id. */
  siteOf(name: string): Target {
    const found = this.sites.find(({ database, region, environment, group, site }) =>
      [database, region, site, `${environment}-${group}-${site}`].includes(name),
    );
    if (found === undefined) throw new NotThere(name);
    return found;
  }

  other({ site }: Target): Target {
    return site === this.from.site ? this.to : this.from;
  }

  writes(target: Target): boolean {
    return target.site === this.writer;
  }

  /** Roles change; by force, whoever wrote before is left behind. */
  take(target: Target, isForced: boolean): void {
    if (this.underWay > 0 || this.writes(target)) throw new UnderWay();
    this.taken += 1;
    if (isForced) this.behind = this.writer;
    this.writer = target.site;
    this.underWay = this.looksOfAnOrder;
  }

  /** One look while the vendor is at work. */
  looked(): boolean {
    const isBusy = this.underWay > 0;
    this.underWay = Math.max(0, this.underWay - 1);
    return isBusy;
  }
}
