import { existsSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { halt } from "./postmaster";
import { openRegistry } from "./registry";
import { serverIn } from "./server";

/** Ends every server kept in a folder at once, and deletes all that was kept there, or in another place for it. */
export async function discardDatabaseServers(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const place = openRegistry(realpathSync(folder)).place() ?? folder;
  const servers = join(place, "servers");
  for (const name of existsSync(servers) ? readdirSync(servers) : []) {
    const { data, past } = serverIn(place, { name, port: 0, source: null });
    await halt(data, "at once");
    await halt(past, "at once");
  }
  for (const gone of [place, folder]) rmSync(gone, { recursive: true, force: true });
}
