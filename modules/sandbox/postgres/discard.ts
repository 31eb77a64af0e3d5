import { existsSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { halt } from "./postmaster";
import { placeOf } from "./registry";
import { serverIn } from "./server";

/** Ends every server kept in a folder at once, and deletes all that was kept there, or in another place for it. */
export async function discardDatabaseServers(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const place = placeOf(realpathSync(folder));
  const servers = join(place ?? folder, "servers");
  for (const name of existsSync(servers) ? readdirSync(servers) : []) {
    const { data, past } = serverIn({ servers }, { name, port: 0, source: null });
    await halt(data, "at once");
    await halt(past, "at once");
  }
  for (const gone of [place, folder]) if (gone !== undefined) rmSync(gone, { recursive: true, force: true });
}
