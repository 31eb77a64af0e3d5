import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Account, accountFor, give } from "./account";
import { type Identity, lend } from "./certificate";
import { messageOf } from "../../core/failure";
import { binariesIn } from "./installation";

/** All that the servers of one sandbox share. */
export interface Home {
  /** Where data and binaries are. */
  readonly place: string;
  /** One folder per server. */
  readonly servers: string;
  readonly identity: Identity;
  /** The folder with `initdb` and `postgres`. */
  readonly binaries: string;
  /** PostgreSQL's major version. */
  readonly major: number;
  readonly account: Account | undefined;
}

/** The oldest with `pg_backup_start`, and certificates that name an address. */
const oldest = 15;

const run = promisify(execFile);

/** What PostgreSQL sees of an environment: nothing of the caller's, no PG variable, no locale, no time zone. */
export const environment = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } as const;

/** Makes the folder ours alone but for passing through. In a folder that all write to, others may have been first. */
function claim(path: string): string | undefined {
  if (!existsSync(path)) mkdirSync(path);
  const found = lstatSync(path);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) return "belongs to somebody else";
  chmodSync(path, 0o711);
  return undefined;
}

/** What initdb puts, without escaping it, into a command for a shell. */
const unspeakable = /["$`\\\n]/;

/** Why the account cannot work in a folder, undefined when it can. */
async function closed(path: string, account: Account | undefined): Promise<string | undefined> {
  if (unspeakable.test(path)) return 'initdb cannot work in a path with ", $, ` or a backslash';
  try {
    await run("/bin/sh", ["-c", 'cd "$1"', "sh", path], { ...account, cwd: "/", env: environment });
    return undefined;
  } catch (error) {
    return messageOf(error).trim();
  }
}

async function settle(place: string, own: Identity): Promise<Home> {
  const servers = join(place, "servers");
  const account = accountFor(servers);
  const binaries = await binariesIn(place, account);
  const { stdout } = await run(join(binaries, "postgres"), ["--version"], { ...account, cwd: "/", env: environment });
  const major = Number(/ (\d+)/.exec(stdout)?.[1]);
  if (!(major >= oldest))
    throw new Error(`${binaries} has ${stdout.trim()}; name one that has PostgreSQL ${oldest} or newer, or none`);
  const identity = lend(own, place, account);
  mkdirSync(servers, { recursive: true, mode: 0o700 });
  give(servers, account);
  return { place, servers, identity, binaries, major, account };
}

/**
 * Where the servers of the sandbox in `folder` live: there, or, when PostgreSQL's account cannot reach it (we are root,
 * and a folder above is closed), in a folder of our own among the system's temporary ones, named after it.
 * @param folder - an existing folder's real path
 * @param settled - the place that was found before
 * @throws Error saying of each place why PostgreSQL cannot work there
 */
export async function openHome(folder: string, settled: string | null, identity: Identity): Promise<Home> {
  const name = `understudy-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`;
  const elsewhere = [...new Set([tmpdir(), "/tmp", "/var/tmp"])].map((parent) => join(parent, name));
  const refusals: string[] = [];
  for (const place of settled === null ? [folder, ...elsewhere] : [settled]) {
    const refusal = (place === folder ? undefined : claim(place)) ?? (await closed(place, accountFor(folder)));
    if (refusal === undefined) return settle(realpathSync(place), identity);
    refusals.push(`${place}: ${refusal}`);
  }
  throw new Error(
    `postgresql can work in none of these places; let its user pass through one of them:\n${refusals.join("\n")}`,
  );
}
