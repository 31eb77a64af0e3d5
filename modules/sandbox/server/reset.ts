import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { SandboxFailure } from "../failure";
import { discardDatabaseServers } from "../postgres/discard";
import { sandboxFiles } from "../runtime";
import { lockOf } from "../store/open";
import { isStore } from "../store/format";

const own = new Set(Object.values(sandboxFiles).map((path) => basename(path("folder"))));

/** What a process that was killed may have left beside the files. */
const leftovers = new RegExp(
  `^(?:${basename(lockOf("store.log")).replaceAll(".", "[.]")}(?:[.]\\d+(?:[.]stale)?)?|store[.]log[.]new|runtime[.]json[.]\\d+)$`,
);

/**
 * Removes the folder of a sandbox that is down, with everything in it, and what its databases have elsewhere: PostgreSQL,
 * which does not run as root, cannot always reach a folder of root's.
 * @returns whether there was one
 * @throws SandboxFailure when the folder is not recognisably a sandbox's: nothing is removed then
 */
export async function removeSandbox(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const names = readdirSync(folder);
  const foreign = names.filter((name) => !own.has(name) && !leftovers.test(name));
  if (foreign.length > 0)
    throw new SandboxFailure(
      `${folder} has what no sandbox made: ${foreign.join(", ")}; move that away, or name another folder`,
    );
  const store = sandboxFiles.store(folder);
  if (names.length > 0 && !(existsSync(store) && isStore(readFileSync(store))))
    throw new SandboxFailure(`${folder} has no store of a sandbox, and so is none; remove it yourself if it is yours`);
  await discardDatabaseServers(sandboxFiles.postgres(folder));
  rmSync(folder, { recursive: true, force: true });
  return true;
}
