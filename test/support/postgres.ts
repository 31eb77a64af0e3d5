import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type ClientConfig } from "pg";
import { z } from "zod";
import type { DatabaseServers } from "../../modules/sandbox/postgres/contract";
import { discardDatabaseServers } from "../../modules/sandbox/postgres/discard";
import { codeOf } from "../../modules/core/failure";
import { openDatabaseServers } from "../../modules/sandbox/postgres/servers";

/** A value that nobody has seen before. */
export const newPassword = () => randomBytes(18).toString("base64url");

/** Real servers in a folder of their own; all of it is gone afterwards. */
export class PostgresSandbox {
  private readonly root = mkdtempSync(join(tmpdir(), "understudy-postgres-"));
  readonly folder: string;
  private opened: DatabaseServers | undefined;

  /** @param mode - of the folder above the sandbox's: 0o711 lets PostgreSQL's user through even when we are root */
  constructor(mode = 0o711, name = "servers") {
    chmodSync(this.root, mode);
    this.folder = join(this.root, name);
  }

  /** Opens the folder, as a new process would, whatever opened it before. */
  async open(): Promise<DatabaseServers> {
    return (this.opened = await openDatabaseServers(this.folder));
  }

  get servers(): DatabaseServers {
    if (this.opened === undefined) throw new Error("the sandbox was not opened; open it first");
    return this.opened;
  }

  async close(): Promise<void> {
    await discardDatabaseServers(this.folder);
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Lets `work` use a connection to a server's application database. */
  async as<Result>(name: string, config: ClientConfig, work: (client: Client) => Promise<Result>): Promise<Result> {
    const status = await this.servers.status(name);
    if (status === undefined) throw new Error(`there is no server ${name}`);
    const client = new Client({
      host: "localhost",
      port: status.port,
      database: "app",
      connectionTimeoutMillis: 10_000,
      ssl: { ca: this.servers.certificate },
      ...config,
    });
    const lost: Error[] = [];
    client.on("error", (error) => lost.push(error));
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

/** Every value of a query's only column. */
export async function column(client: Client, sql: string): Promise<readonly unknown[]> {
  const { rows } = await client.query<Record<string, unknown>>(sql);
  return rows.flatMap((row) => Object.values(row));
}

/** How many processes work in a folder or below it, whoever started them. */
export function processesBelow(folder: string): number {
  if (!existsSync("/proc/self/cwd"))
    return execFileSync("ps", ["-A", "-o", "command="], { encoding: "utf8" })
      .split("\n")
      .filter((command) => command.includes(` -D ${folder}`)).length;
  const works = (pid: string) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch (error) {
      if (codeOf(error) !== undefined) return false;
      throw error;
    }
  };
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && works(pid)).length;
}

/** The files below a folder that contain a text. */
export function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

const registry = z.object({ place: z.string() });

/** Where the data of a sandbox's servers is. */
export const placeOf = (folder: string) =>
  registry.parse(JSON.parse(readFileSync(join(folder, "registry.json"), "utf8"))).place;
