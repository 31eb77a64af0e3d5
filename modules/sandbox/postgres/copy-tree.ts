import { constants } from "node:fs";
import { copyFile, lchown, mkdir, readdir, readlink, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "./account";
import { codeOf } from "../../core/failure";

/** What is copied where. */
export interface TreeCopy {
  readonly from: string;
  /** Made by the copy; what is above it must be there. */
  readonly to: string;
  /** Whom the copy belongs to. */
  readonly account: Account | undefined;
  /** Whether to leave out a file, or a folder with all that is in it. The path is relative to `from`. */
  readonly without?: (path: string) => boolean;
}

/** Copies a folder, with what modes files have; a file that vanishes meanwhile is not in the copy. */
export async function copyTree({ from, to, account, without = () => false }: TreeCopy): Promise<void> {
  const own = async (path: string) => {
    if (account !== undefined) await lchown(path, account.uid, account.gid);
  };
  const copyFolder = async (folder: string): Promise<void> => {
    await mkdir(join(to, folder), { mode: 0o700 });
    await own(join(to, folder));
    const entries = await readdir(join(from, folder), { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        const path = join(folder, entry.name);
        if (without(path)) return;
        if (entry.isDirectory()) return copyFolder(path);
        try {
          if (entry.isSymbolicLink()) await symlink(await readlink(join(from, path)), join(to, path));
          else await copyFile(join(from, path), join(to, path), constants.COPYFILE_FICLONE);
        } catch (error) {
          if (codeOf(error) === "ENOENT") return;
          throw error;
        }
        return own(join(to, path));
      }),
    );
  };
  await copyFolder("");
}
