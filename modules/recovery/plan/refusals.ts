import type { Group } from "../../core/group";
import { nearest, oneOf, type Problem } from "../../core/problems";
import type { Site } from "../../core/site";
import type { Intent, PairStatus } from "../contract";
import { rpoSeconds } from "./steps";

/** What is known about a group at the moment of planning. */
export interface Facts {
  /** As the region of the site that would take over sees the pair. */
  readonly status: PairStatus;
  /** The run that holds the group's lease; null when none does. */
  readonly run: string | null;
}

/** What somebody asks for. */
export interface Wish {
  readonly group: string;
  readonly intent: Intent;
  /**
   * The site that is to take over, to come back or to be rebuilt.
   * @default - the only one that can
   */
  readonly site?: string;
  /**
   * Whether it is understood that a failover loses what was not replicated.
   * @default false
   */
  readonly acceptLoss?: boolean;
}

/** The site that a wish is about, or why there is none. */
export interface Choice {
  readonly site: Site | undefined;
  readonly problems: readonly Problem[];
}

const quoted = (text: string) => JSON.stringify(text);

const returns = (intent: Intent) => intent === "rejoin" || intent === "rebuild";

/** The sites that could be meant where none was named. */
function candidates(sites: readonly Site[], intent: Intent): readonly Site[] {
  if (intent === "failback") return sites.filter(({ origin }) => origin);
  const wanted = sites.filter(({ active, fenced }) => !active && fenced === returns(intent));
  return wanted.length > 0 ? wanted : sites.filter(({ active }) => !active);
}

/** Finds the site that is to take over or to come back. */
export function choose(group: Group, { intent, site: name }: Wish, path: string): Choice {
  const sites: readonly Site[] = group.sites;
  const names = sites.map((site) => site.name);
  if (name !== undefined) {
    const site = sites.find((candidate) => candidate.name === name);
    if (site !== undefined) return { site, problems: [] };
    const guess = nearest(name, names);
    const hint = guess === undefined ? "" : `; did you mean ${quoted(guess)}?`;
    const message = `${quoted(name)} is no site of ${group.id}; choose ${oneOf(names)}${hint}`;
    return { site: undefined, problems: [{ path: `${path}.site`, message }] };
  }
  const possible = candidates(sites, intent);
  const [site] = possible;
  if (possible.length < 2) return { site, problems: [] };
  const message = `could be ${oneOf(possible.map((one) => one.name))}; name the site that is meant`;
  return { site: undefined, problems: [{ path: `${path}.site`, message }] };
}

function aboutSite(group: Group, site: Site, intent: Intent): readonly string[] {
  const name = quoted(site.name);
  if (site.active) {
    if (intent === "failback") return [`is at its origin already: ${name} takes the writes; nothing needs to be done`];
    return returns(intent)
      ? [`is about ${name}, which takes the writes; name a fenced site`]
      : [`leads to ${name}, which takes the writes already; name a standby`];
  }
  if (returns(intent))
    return site.fenced
      ? []
      : [`is for a fenced site, and ${name} is a standby that was never lost; nothing needs to be done`];
  const fenced = site.fenced
    ? [
        `leads to ${name}, which is fenced: it may lack writes, or have some that nobody else has; take it back first, with understudy rejoin ${group.environment}/${group.name} --site ${site.name}, or build it anew with understudy rebuild ${group.environment}/${group.name} --site ${site.name}`,
      ]
    : [];
  const elsewhere =
    intent === "failback" && !site.origin
      ? [`leads to the origin, and ${name} is not it; name ${quoted(group.sites[0].name)}, or ask for a switchover`]
      : [];
  return [...fenced, ...elsewhere];
}

function aboutWriter(active: string, { site, status, acceptLoss }: Asked, intent: Intent): readonly string[] {
  const { writer } = status;
  const elsewhere =
    writer !== null && writer !== active
      ? [
          `begins with ${quoted(active)} as the active site, but ${quoted(writer)} takes the writes: resume the run that got so far, or correct the roles file`,
        ]
      : [];
  if (intent === "failover")
    return writer === active && !acceptLoss
      ? [
          `can lose writes, and nothing says that ${quoted(active)} takes none any more; if it is lost, say that loss is accepted (--accept-loss), else ask for a switchover, which loses nothing`,
        ]
      : elsewhere;
  if (writer !== null) return elsewhere;
  return returns(intent)
    ? [`has no source: ${quoted(active)} does not answer; wait until it takes writes`]
    : [
        `needs ${quoted(active)}, which does not answer; ask for a failover to ${quoted(site.name)}, which can lose writes`,
      ];
}

function aboutPair({ site, status, acceptLoss }: Asked, intent: Intent): readonly string[] {
  if (returns(intent)) return [];
  const place = `${site.environment}/${site.group}`;
  const unarmed = status.armed
    ? []
    : [
        `needs a pair that is armed: nothing names ${quoted(site.name)} as the one that takes over; run understudy arm ${place}`,
      ];
  const said = intent === "failover" && acceptLoss ? [] : status.problems;
  const inTheWay = said.map((problem) => `is refused by the vendor: ${problem}; put that right first`);
  if (intent === "failover") return [...unarmed, ...inTheWay];
  const { lagSeconds } = status;
  const lag =
    lagSeconds === null
      ? [
          `needs to know how far ${quoted(site.name)} is behind, and nothing says so; wait for its metric, or look at its replication`,
        ]
      : lagSeconds > rpoSeconds
        ? [
            `begins at most ${rpoSeconds} s behind, and ${quoted(site.name)} is ${Math.round(lagSeconds * 10) / 10} s behind; let it catch up, or look for what holds it up`,
          ]
        : [];
  return [...unarmed, ...inTheWay, ...lag];
}

interface Asked {
  readonly site: Site;
  readonly status: PairStatus;
  readonly acceptLoss: boolean;
}

/** Everything that keeps a wish from being planned, each with its way out. Empty: nothing does. */
export function refusals(group: Group, wish: Wish, facts: Facts, path: string): readonly Problem[] {
  const { intent, acceptLoss = false } = wish;
  const single =
    group.sites.length === 1 ? ["needs a second site, and this group has one; add a standby to the environment"] : [];
  const busy =
    facts.run === null
      ? []
      : [
          `must wait: run ${facts.run} is under way; understudy resume ${facts.run} goes on with it if its process is dead, understudy abort ${facts.run} ends it`,
        ];
  const choice = choose(group, wish, path);
  const site = single.length > 0 ? undefined : choice.site;
  const asked = site && { site, status: facts.status, acceptLoss };
  const known =
    asked === undefined
      ? []
      : [
          ...aboutSite(group, asked.site, intent),
          ...aboutWriter(group.active, asked, intent),
          ...(asked.site.active || asked.site.fenced ? [] : aboutPair(asked, intent)),
        ];
  return [...[...single, ...busy, ...known].map((message) => ({ path, message })), ...choice.problems];
}
