import { asList } from "../../schema/json";
import type { Values, Weight } from "../contract";
import { covers, isOpen, isOutside } from "./addresses";
import { type Leaf, leaves } from "./leaves";
import { isWeb, letThrough, type Ports, portsOf, portsText } from "./ports";

/** A source of addresses that a resource lets in, and to which ports. */
interface Source {
  readonly path: string;
  readonly from: string;
  readonly ports: readonly Ports[];
}

/** A source that is let in and was not before. */
export interface NewSource {
  readonly path: string;
  readonly value: string;
  readonly message: string;
  readonly weight: Weight;
}

/** Where a resource says whom it lets in, by the end of the path. */
const places =
  /(?:^|\.)(?:cidr_blocks|ipv6_cidr_blocks|cidr_ipv4|cidr_ipv6|source_ranges|source_address_prefix|source_address_prefixes|public_access_cidrs|authorized_ip_ranges|ip_rules|ip_range_filter|authorized_networks\.value|cidr_blocks\.cidr_block|ip_rule\.ip_range)$/;

/** Whether an attribute says whom a resource lets in. @param path - without indexes */
export const isSourcePlace = (path: string): boolean => places.test(path);

const outward: ReadonlySet<unknown> = new Set(["Deny", "Outbound", "EGRESS", "egress"]);

/** What goes out, and what is kept out, lets nobody in. */
function letsIn(type: string, { names, within }: Leaf): boolean {
  if (type.includes("egress") || names.includes("egress")) return false;
  return !within.some(
    (body) =>
      [body["access"], body["direction"], body["type"]].some((word) => outward.has(word)) ||
      body["disabled"] === true ||
      (asList(body["deny"]).length > 0 && asList(body["allow"]).length === 0),
  );
}

/** A range of addresses that is written as its first and last. */
function written(values: Values): readonly Source[] {
  const { start_ip_address: first, end_ip_address: last } = values;
  if (typeof first !== "string" || typeof last !== "string") return [];
  const [start, end] = [first, last].map((text) => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0));
  // 0.0.0.0 to itself is Azure's word for all of Azure, whoever's it is.
  const isWide = (end ?? 0) - (start ?? 0) >= 2 ** 16 || (first === "0.0.0.0" && last === "0.0.0.0");
  return [{ path: "start_ip_address", from: isWide ? "*" : first, ports: portsOf([]) }];
}

function sourcesOf(type: string, values: Values | null): readonly Source[] {
  if (values === null) return [];
  const listed = leaves(values)
    .filter((leaf) => isSourcePlace(leaf.names.join(".")) && letsIn(type, leaf))
    .map(({ names, value, within }) => ({ path: names.join("."), from: String(value), ports: portsOf(within) }));
  return [...listed, ...written(values)];
}

/** Whom a resource lets in after a change whom it did not let in before: everybody blocks, somebody from outside is a risk. */
export function newSources(
  type: string,
  before: Values | null,
  after: Values | null,
  isNewStack: boolean,
): readonly NewSource[] {
  const known = sourcesOf(type, before);
  return sourcesOf(type, after)
    .filter(
      ({ path, from, ports }) =>
        !known.some((old) => old.path === path && covers(old.from, from) && letThrough(old.ports, ports)),
    )
    .flatMap(({ path, from, ports }): readonly NewSource[] => {
      const value = JSON.stringify(from);
      if (isOpen(from)) {
        // What a site's public load balancer stands behind comes with the site.
        const weight = isNewStack && isWeb(ports) ? "risk" : "blocks";
        return [{ path, value, weight, message: `lets everybody in (${portsText(ports)})` }];
      }
      if (!isOutside(from) || before === null) return [];
      return [
        {
          path,
          value,
          weight: "risk",
          message: `lets in from outside who was not let in before (${portsText(ports)})`,
        },
      ];
    });
}
