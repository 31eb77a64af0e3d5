import { siteId } from "../../core/naming";
import type { Target, VendorAction } from "../contract";

/** What one action is in a vendor's own words, for the machine and for a person at night. */
export interface VendorWords {
  /** The vendor's method, with the argument that matters: `rds:FailoverGlobalCluster AllowDataLoss=true`. Null: none is called. */
  readonly call: string | null;
  /** Whose endpoint is asked; null where the service is global or has no one region. */
  readonly region: string | null;
  /** Shell commands that do the same. */
  readonly byHand: string;
  /** What is so when it is done, and on the following lines the command that shows it. */
  readonly doneWhen: string;
}

/** What a plan says of a cloud. */
export interface CloudWords {
  readonly vendor: (action: VendorAction) => VendorWords;
  /** What the first of those commands says of a server that can take over, as a sentence. */
  readonly healthy: (server: Target) => string;
  /** Shell commands that show whether a pair can change roles: the server's state, and how far it is behind. */
  readonly ready: (from: Target, to: Target) => string;
}

/** `<environment>-<group>-<site>`, the name of most of what a site has. */
export function idOf({ environment, group, site }: Pick<Target, "environment" | "group" | "site">): string {
  return siteId({ environment, group, name: site });
}

/** A command over several lines, each ending so that a shell reads on. */
export function command(...lines: readonly string[]): string {
  return lines.join(" \\\n  ");
}
