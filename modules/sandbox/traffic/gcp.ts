import { textOf, textsAt } from "../cloud/values";
import { thingsOf } from "../cloud/things";
import { isFields, isList, type Value } from "../protocol/values";
import type { View } from "../store/contract";
import type { Candidate, Resolver } from "./contract";

const first = (value: Value | undefined): Value => (value !== undefined && isList(value) ? (value[0] ?? null) : null);

const field = (value: Value, name: string): Value => (isFields(value) ? (value[name] ?? null) : null);

/** The site whose reserved address this is: traffic names it `<site id>-ingress`. */
function byAddress(view: View, address: string, candidates: readonly Candidate[]): Candidate | undefined {
  const named = thingsOf(view, "google_compute_global_address").find(
    ({ attributes }) => textOf(attributes, "address") === address,
  );
  return candidates.find(({ id }) => named !== undefined && textOf(named.attributes, "name") === `${id}-ingress`);
}

/**
 * A primary and its backups: the primary while it answers and nothing trickles past it, else a backup that answers; with
 * none that does, as if all were well. (Cloud DNS, "Failover routing policies".)
 */
export const resolveGcp: Resolver = (view, { name, candidates, answers }) => {
  const record = thingsOf(view, "google_dns_record_set").find(
    ({ attributes }) => textOf(attributes, "name") === `${name}.`,
  );
  if (record === undefined) return undefined;
  const policy = first(record.attributes["routing_policy"]);
  const sites = (path: readonly string[]) =>
    textsAt(policy, path).flatMap((address) => byAddress(view, address, candidates) ?? []);
  const weighted = sites(["wrr", "health_checked_targets", "external_endpoints"]);
  if (weighted.length > 0) return weighted.find(answers) ?? weighted[0];
  const [primary] = sites(["primary_backup", "primary", "external_endpoints"]);
  const backups = sites(["primary_backup", "backup_geo", "health_checked_targets", "external_endpoints"]);
  const trickles = Number(field(first(field(policy, "primary_backup")), "trickle_ratio") ?? 0) >= 1;
  const order = primary === undefined ? backups : trickles ? [...backups, primary] : [primary, ...backups];
  return order.find(answers) ?? order[0];
};
