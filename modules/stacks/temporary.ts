import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const prefix = ".synth-";
const hour = 3_600_000;

/** A synthesis that was killed could not remove its folder. One that is running may remove its own while we look. */
function clearAbandoned(parent: string): void {
  const abandoned = readdirSync(parent)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(parent, name))
    .filter((folder) => {
      const found = statSync(folder, { throwIfNoEntry: false });
      return found !== undefined && Date.now() - found.mtimeMs > hour;
    });
  for (const folder of abandoned) rmSync(folder, { recursive: true, force: true });
}

/** Gives `use` a new folder in `parent`, which is gone afterwards. */
export function inTemporary<Result>(parent: string, use: (folder: string) => Result): Result {
  clearAbandoned(parent);
  const folder = mkdtempSync(join(parent, prefix));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The folders from `folder` up to `first`. */
const upTo = (first: string, folder: string): readonly string[] =>
  folder === first ? [folder] : [folder, ...upTo(first, dirname(folder))];

/** Makes `folder`, and when `use` throws removes it again, as far as it was made here and is empty. */
export function inFolder<Result>(folder: string, use: () => Result): Result {
  const first = mkdirSync(folder, { recursive: true });
  try {
    return use();
  } catch (error) {
    const made = first === undefined ? [] : upTo(first, folder);
    for (const path of made) if (readdirSync(path).length === 0) rmdirSync(path);
    throw error;
  }
}
