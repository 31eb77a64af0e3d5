import type { Fields } from "../../protocol/values";
import type { Context } from "../behaviour";
import { textsAt } from "../values";
import { computeMissing } from "./errors";
import { idIn, projectOf } from "./names";

/** What a network's id is, whatever way it is named. */
export function networkId(asked: Fields, name: string, context: Context): string {
  return idIn(`projects/${projectOf(asked, context)}/global/networks`, name);
}

/** Sentences about networks that are named and are not there. */
export function missingNetworks(asked: Fields, path: string, context: Context): readonly string[] {
  return textsAt(asked, path.split("."))
    .map((name) => networkId(asked, name, context))
    .filter((id) => context.find("google_compute_network", id) === undefined)
    .map(computeMissing);
}

/** The id of a subnetwork that is named in a region. */
export function subnetworkId(asked: Fields, name: string, region: string, context: Context): string {
  return idIn(`projects/${projectOf(asked, context)}/regions/${region}/subnetworks`, name);
}
