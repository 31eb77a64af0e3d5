import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What decides, beside the environments, what is synthesized: the code, the packages, and how both are loaded. */
const deciding = ["main.ts", "package.json", "package-lock.json", "tsconfig.json", "modules"] as const;

function filesBelow(project: string, path: string): readonly string[] {
  const full = join(project, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full).flatMap((name) => filesBelow(project, join(path, name)));
}

/** SHA-256, hexadecimal, of the code that builds a project's stacks: where it is equal, equal environments give equal stacks. */
export function codeHash(project: string): string {
  const hash = createHash("sha256");
  const files = deciding.flatMap((path) => filesBelow(project, path)).toSorted();
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(project, file)))
      .update("\0");
  return hash.digest("hex");
}
