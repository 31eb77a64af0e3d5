import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Group } from "../../core/group";
import { databaseName } from "../../core/naming";
import type { Site } from "../../core/site";
import { deployStacks, planStacks } from "../../deploy";
import { sandboxTarget } from "../../deploy/sandbox";
import { type OutageMode, type Runtime, sandboxFiles } from "../../sandbox/runtime";
import { nameService, replayService, userService } from "../../sandbox/services";
import { beginOutage, callOperation, endOutage } from "../../sandbox/server/client";
import { readProject } from "../../stacks/project";
import { activeName, siteName } from "../../traffic/contract";
import { operator } from "../operators";
import { sandboxTransport } from "../operators/sandbox-transport";
import type { Work } from "../own/reconcile";
import { connectWithPg } from "../probe/connection";
import { applyRoles, isApplied } from "../roles-file";
import { synthesizeApart } from "../switch/synthesis";
import type { Disaster, DrillStage } from "./stage";
import { createKeyPair } from "../evidence/sign";
import { codeOf } from "../../core/failure";

/** Which group of which environment, in which sandbox. */
export interface SandboxPlace {
  readonly runtime: Runtime;
  /** The sandbox's. */
  readonly folder: string;
  /** Of the environments. */
  readonly environments: string;
  readonly environment: string;
  readonly group: string;
}

/** The probe's own user, with a password that is made for each drill and kept nowhere. */
const user = "understudy_probe";

/** What PostgreSQL says of a password that is not the user's (invalid_password). */
const wrongPassword = "28P01";

const answerShape = z.object({ site: z.string(), port: z.number().nullable(), certificate: z.string() });

/** Where the sandbox's own standing is kept; it begins as the project's. */
function rolesFile({ folder, environments, environment }: SandboxPlace): string {
  const file = join(sandboxFiles.roles(folder), `${environment}.roles.json`);
  if (!existsSync(file)) {
    mkdirSync(sandboxFiles.roles(folder), { recursive: true });
    copyFileSync(join(environments, `${environment}.roles.json`), file);
  }
  return file;
}

/** A group on a sandbox that is up. @throws InvalidInput when the environment or its roles are not in order */
export function sandboxStage(place: SandboxPlace): DrillStage {
  const { runtime, folder, environments, environment: name, group: groupName } = place;
  const file = rolesFile(place);
  const environment = () => {
    const [found] = readProject(environments, name, sandboxFiles.roles(folder)).environments;
    if (found === undefined) throw new Error(`there is no environment ${name} in ${environments}`);
    return found;
  };
  const groupOf = (): Group => {
    const found = environment().groups.find((group) => group.name === groupName);
    if (found === undefined) throw new Error(`there is no group ${groupName} in ${name}`);
    return found;
  };
  const { cloud } = groupOf();
  const password = randomBytes(24).toString("base64url");
  const output = sandboxFiles.stacks(folder);
  const options = ({ stacks, lost, signal }: Work) => ({
    output,
    stacks,
    signal,
    ...(lost !== undefined && { without: lost }),
    target: sandboxTarget(runtime, folder, [environment()]),
  });
  const ask = async (operation: string, given: Readonly<Record<string, string>>) => {
    const outcome = await callOperation(runtime, { cloud, operation, arguments: given });
    if ("answer" in outcome) return outcome.answer;
    throw new Error(outcome.refused);
  };
  const group = groupOf();
  const sites: readonly Site[] = group.sites;
  const question = JSON.stringify({
    name: activeName(group),
    candidates: sites.map((site) => ({
      site: site.name,
      host: siteName(site),
      id: site.id,
      region: site.region,
      database: databaseName(site.id, site.lineage.generation),
    })),
  });
  const resolve = async () => answerShape.parse(await ask(nameService, { question }));
  const outage = (mode: OutageMode): Disaster => ({
    begin: async (region) => {
      await beginOutage(runtime, { cloud, region }, mode);
    },
    end: async (region) => {
      await endOutage(runtime, { cloud, region });
    },
  });

  const admit = async (database: string) => {
    await ask(userService, { database, user, password });
  };
  const connectAs = connectWithPg(async () => {
    const { port, certificate } = await resolve();
    if (port === null) throw new Error(`${activeName(group)} leads to a database that does not answer`);
    return { host: "127.0.0.1", port, user, password, database: "app", ssl: { ca: certificate } };
  });

  return {
    group: groupName,
    environment,
    operator: operator(cloud, sandboxTransport(runtime, cloud)),
    roles: {
      write: (change) => {
        applyRoles(file, groupName, change);
      },
      isWritten: (change) => isApplied(file, groupName, change),
    },
    terraforming: {
      synthesize: () =>
        synthesizeApart({ environments, standing: sandboxFiles.roles(folder), environment: name, output }),
      plan: (work) => planStacks(options(work)),
      apply: (work, isGood) =>
        deployStacks({ ...options(work), approve: (planned) => Promise.resolve(isGood(planned)) }),
    },
    // It makes its own user, and holds both servers.
    prepare: () => Promise.resolve(),
    admit: ({ database }) => admit(database),
    connect: async (signal) => {
      try {
        return await connectAs(signal);
      } catch (error) {
        // The process before this one had a password of its own, which the server that takes writes now still has.
        const { site } = await resolve();
        const writer = sites.find(({ name }) => name === site);
        if (codeOf(error) === wrongPassword && writer !== undefined)
          await admit(databaseName(writer.id, writer.lineage.generation));
        throw error;
      }
    },
    leadsTo: async () => {
      const { site, port } = await resolve();
      return port === null ? null : site;
    },
    disasters: { "region-loss": outage("dark"), "control-plane-loss": outage("control-plane") },
    setReplay: async ({ database }, replay) => {
      await ask(replayService, { database, replay });
    },
    runs: sandboxFiles.runs(folder),
    shared: null,
    signer: () => createKeyPair(sandboxFiles.keys(folder)),
  };
}
