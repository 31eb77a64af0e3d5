import type { ClientConfig } from "pg";
import { z } from "zod";
import { messageOf } from "../../core/failure";
import { InvalidInput } from "../../core/problems";
import { port } from "../../database/contract";
import type { Target } from "../contract";
import { cloudTransport } from "../operators/cloud-transport";
import { targetOf } from "../plan/standing";
import { type Connect, connectWithPg, type ProbeConnection } from "../probe/connection";
import { probeStatements } from "../probe/probe";
import { within } from "../run/within";
import { type CloudPlace, cloudStage } from "../switch/cloud";
import type { Stage } from "../switch/stage";
import type { ProbeAccess } from "./access";
import { type Endpoints, vendorEndpoints } from "./endpoints";
import type { DrillStage } from "./stage";

/** How long one connection may take before a drill, and the vendor to say a name, milliseconds. */
const patience = 15_000;
const lookup = 20_000;

/** Where a server is. */
export interface ServerAddress {
  readonly host: string;
  /** @default - PostgreSQL's own */
  readonly port?: number;
}

/** Where the servers of a pair are. */
export interface Servers {
  readonly writer: (site: Target, signal: AbortSignal) => Promise<ServerAddress>;
  readonly server: (site: Target, signal: AbortSignal) => Promise<ServerAddress>;
}

/** The servers by the names that a vendor gives them. The writer's is looked up once: it stays, and only where it leads changes. */
function namedServers({ writer, server }: Endpoints): Servers {
  let known: Promise<string> | undefined;
  return {
    writer: async (site, signal) => {
      const found = (known ??= writer(site, AbortSignal.timeout(lookup)));
      found.catch(() => (known = undefined));
      return { host: await within(signal, () => found) };
    },
    server: async (site, signal) => ({ host: await server(site, signal) }),
  };
}

const standing = z.tuple([z.object({ standby: z.boolean(), server: z.string() })]);

/**
 * Always TLS, and never with a stranger. Where authorities are named, who they signed for is enough: Cloud SQL's certificates
 * bear no host name (Cloud SQL, "Authorize with SSL/TLS certificates").
 */
function tls({ authority }: ProbeAccess): NonNullable<ClientConfig["ssl"]> {
  return authority === undefined ? true : { ca: authority, checkServerIdentity: () => undefined };
}

function activeSite({ environment, group }: Stage): Target {
  const site = environment()
    .groups.find(({ name }) => name === group)
    ?.sites.find(({ active }) => active);
  if (site === undefined) throw new Error(`${group} has no active site`);
  return targetOf(site);
}

const nobody = "nobody can take this from a vendor's region on purpose; rehearse it in the sandbox";
const impossible = () => Promise.reject(new Error(nobody));

/** A group on its cloud, as a place where a planned switch is drilled. */
export function drillOnCloud(stage: Stage, access: ProbeAccess, servers: Servers): DrillStage {
  const { user, password, database } = access;
  const ssl = tls(access);
  const place = () => `${stage.environment().name}/${stage.group}`;
  const connectTo = (where: (signal: AbortSignal) => Promise<ServerAddress>): Connect =>
    connectWithPg(async (signal) => ({ port, ...(await where(signal)), user, password, database, ssl }));
  const ask = async (reach: Connect, what: string, signal: AbortSignal, prepare: readonly string[]) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    let connection: ProbeConnection | undefined;
    try {
      connection = await reach(limit);
      const opened = connection;
      for (const text of prepare) await within(limit, () => opened.query(text, []));
      return standing.parse(await within(limit, () => opened.query(probeStatements.standing, [])))[0];
    } catch (error) {
      if (signal.aborted || error instanceof InvalidInput) throw error;
      const why = limit.aborted ? `no answer within ${patience / 1000} s` : messageOf(error);
      const message =
        `cannot be drilled, and nothing was done: ${what} cannot be used from here as ${user}: ${why}; run it inside of the ` +
        "network of both sites, with PGUSER and PGPASSWORD of a user who may create a table, and PGSSLROOTCERT where the " +
        "vendor has an authority of its own";
      throw new InvalidInput([{ path: place(), message }]);
    } finally {
      connection?.destroy();
    }
  };
  const connect = connectTo((signal) => servers.writer(activeSite(stage), signal));
  return {
    ...stage,
    prepare: async (standby, signal) => {
      const standing = connectTo((limit) => servers.server(standby, limit));
      const first = await ask(connect, "the name of the writer", signal, [probeStatements.table]);
      const second = await ask(standing, `the server of ${standby.site}`, signal, []);
      const refuse = (why: string) => {
        throw new InvalidInput([{ path: place(), message: `cannot be drilled, and nothing was done: ${why}` }]);
      };
      if (first.standby) refuse("the name of the writer leads to a server that takes no writes");
      if (!second.standby) refuse(`the server of ${standby.site} is no replica`);
      if (first.server === second.server)
        refuse(`both servers call themselves ${first.server}: which of them took a write could not be told`);
    },
    // The user is there already: nobody makes one on a cloud for a drill.
    admit: () => Promise.resolve(),
    connect,
    disasters: {
      "region-loss": { begin: impossible, end: impossible },
      "control-plane-loss": { begin: impossible, end: impossible },
    },
    // Every replica on a cloud replays.
    setReplay: (_, replay) => (replay === "on" ? Promise.resolve() : impossible()),
  };
}

/** A group on its real cloud, by the vendor's own names. */
export function cloudDrillStage(place: CloudPlace, access: ProbeAccess): DrillStage {
  const stage = cloudStage(place);
  const { cloud } = activeSite(stage);
  return drillOnCloud(stage, access, namedServers(vendorEndpoints(cloud, cloudTransport(cloud, place.settings))));
}
