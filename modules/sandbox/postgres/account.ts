import { lchownSync, readFileSync, statSync } from "node:fs";

/** A user of this machine's system, as the kernel knows it. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

function nobody(): Account {
  const [line] = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .filter((entry) => entry.startsWith("nobody:"));
  const [uid, gid] = (line ?? "").split(":").slice(2, 4).map(Number);
  if (uid === undefined || gid === undefined)
    throw new Error(
      "postgresql refuses to run as root, and this machine has no user nobody; use another user than root",
    );
  return { uid, gid };
}

/**
 * The account that PostgreSQL runs as: undefined, our own, unless we are root, which PostgreSQL refuses. Then it is
 * whoever owns the servers that are there, or else `nobody`.
 * @throws Error when we are root and the machine has no `nobody`
 */
export function accountFor(servers: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(servers, { throwIfNoEntry: false });
  return owner === undefined || owner.uid === 0 ? nobody() : { uid: owner.uid, gid: owner.gid };
}

/** Gives a file or folder to the account. */
export function give(path: string, account: Account | undefined): void {
  if (account !== undefined) lchownSync(path, account.uid, account.gid);
}
