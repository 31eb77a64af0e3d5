import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const shape = z.object({
  format: z.literal(1),
  /** Where data and binaries are: the sandbox's folder, unless PostgreSQL's account cannot reach it. Null: nowhere yet. */
  place: z.string().nullable(),
  servers: z.array(z.object({ name: z.string(), port: z.number(), source: z.string().nullable() })),
});

/** What is known of a server, whether it runs or not. Its role is not: that is what its data says. */
export interface Entry {
  readonly name: string;
  readonly port: number;
  /** Which server it follows while it is a replica. */
  readonly source: string | null;
}

/** The servers of a sandbox, on disk before anybody is told of a change. */
export interface Registry {
  /** Where data and binaries are, null when there never was a server. */
  readonly place: () => string | null;
  readonly settle: (place: string | null) => void;
  readonly all: () => readonly Entry[];
  readonly put: (entry: Entry) => void;
  readonly drop: (name: string) => void;
}

const fileIn = (folder: string) => join(folder, "registry.json");

function load(folder: string): z.infer<typeof shape> | undefined {
  const file = fileIn(folder);
  if (!existsSync(file)) return undefined;
  const read = shape.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (read.success) return read.data;
  throw new Error(
    `${file} is not a registry of servers: ${z.prettifyError(read.error)}; remove the sandbox and start anew`,
  );
}

/**
 * Reads the registry kept in the sandbox's folder, or starts one.
 * @throws Error when the file is there and is something else
 */
export function openRegistry(folder: string): Registry {
  const { place: known = null, servers = [] } = load(folder) ?? {};
  const entries = new Map(servers.map((entry) => [entry.name, entry]));
  let place = known;
  const save = () => {
    const content = { format: 1, place, servers: [...entries.values()] } satisfies z.input<typeof shape>;
    const unfinished = `${fileIn(folder)}.new`;
    writeFileSync(unfinished, JSON.stringify(content, null, 2), { mode: 0o600 });
    renameSync(unfinished, fileIn(folder));
  };
  return {
    place: () => place,
    settle: (chosen) => {
      place = chosen;
      save();
    },
    all: () => [...entries.values()],
    put: ({ name, port, source }) => {
      entries.set(name, { name, port, source });
      save();
    },
    drop: (name) => {
      entries.delete(name);
      save();
    },
  };
}
