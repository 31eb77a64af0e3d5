import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The project's own folder. */
export const root = join(__dirname, "../..");

/** What a tool said about planted files. */
export interface Verdict {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a tool's JavaScript file over files planted in a folder of their own, gone afterwards.
 * @param files - content by path
 */
export function runPlanted(
  files: Readonly<Record<string, string>>,
  tool: string,
  parameters: readonly string[],
): Verdict {
  const folder = mkdtempSync(join(tmpdir(), "understudy-planted-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, tool), ...parameters], {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
