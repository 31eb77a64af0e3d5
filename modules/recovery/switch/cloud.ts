import { resolve4 } from "node:dns/promises";
import { join } from "node:path";
import { deployStacks, planStacks } from "../../deploy";
import { cloudTarget } from "../../deploy/cloud";
import type { Group } from "../../core/group";
import type { Site } from "../../core/site";
import { readProject } from "../../stacks/project";
import { activeName, probe, siteName } from "../../traffic/contract";
import { readSigner } from "../evidence/sign";
import { cloudLeases } from "../lease";
import { operator } from "../operators";
import { type CloudSettings, cloudTransport } from "../operators/cloud-transport";
import type { Work } from "../own/reconcile";
import { applyRoles, isApplied } from "../roles-file";
import type { Stage } from "./stage";
import { synthesizeApart } from "./synthesis";

/** Which group of which environment, and what belongs to the project around it. */
export interface CloudPlace {
  /** The folder of the environments, whose roles files are rewritten. */
  readonly environments: string;
  readonly environment: string;
  readonly group: string;
  /** Where stacks are synthesized. */
  readonly output: string;
  readonly runs: string;
  readonly settings: CloudSettings;
  /** The file of the key that signs reports. */
  readonly signingKey: string;
}

/** Addresses, none where a name leads nowhere. */
async function addressesOf(name: string): Promise<readonly string[]> {
  try {
    return await resolve4(name);
  } catch {
    // Whatever keeps a name from being resolved: nobody reaches a site by it.
    return [];
  }
}

/** A site answers with 200 only while its own database takes writes; that it is the site is known by its address. */
async function leadsTo(group: Group, signal: AbortSignal): Promise<string | null> {
  const name = activeName(group);
  try {
    const { status } = await fetch(`https://${name}${probe.path}`, { signal, redirect: "manual" });
    if (status !== 200) return null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
  const found = await addressesOf(name);
  const sites: readonly Site[] = group.sites;
  for (const site of sites)
    if ((await addressesOf(siteName(site))).some((address) => found.includes(address))) return site.name;
  return null;
}

/** A group on its cloud, reached with the credentials that the vendor's own tools use on this machine. */
export function cloudStage(place: CloudPlace): Stage {
  const { environments, environment: name, group: groupName, output, runs, settings, signingKey } = place;
  const environment = () => {
    const [found] = readProject(environments, name).environments;
    if (found === undefined) throw new Error(`there is no environment ${name} in ${environments}`);
    return found;
  };
  const group = environment().groups.find((candidate) => candidate.name === groupName);
  if (group === undefined) throw new Error(`there is no group ${groupName} in ${name}`);
  const file = join(environments, `${name}.roles.json`);
  const options = ({ stacks, lost, signal }: Work) => ({
    output,
    stacks,
    signal,
    ...(lost !== undefined && { without: lost }),
    target: cloudTarget(),
  });
  return {
    group: groupName,
    environment,
    operator: operator(group.cloud, cloudTransport(group.cloud, settings)),
    roles: {
      write: (change) => {
        applyRoles(file, groupName, change);
      },
      isWritten: (change) => isApplied(file, groupName, change),
    },
    terraforming: {
      synthesize: () => synthesizeApart({ environments, standing: environments, environment: name, output }),
      plan: (work) => planStacks(options(work)),
      apply: (work, isGood) =>
        deployStacks({ ...options(work), approve: (planned) => Promise.resolve(isGood(planned)) }),
    },
    leadsTo: (signal) => leadsTo(group, signal),
    runs,
    shared: cloudLeases(group),
    signer: () => readSigner(signingKey),
  };
}
