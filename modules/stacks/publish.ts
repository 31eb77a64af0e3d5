import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { types } from "node:util";
import { InvalidInput } from "../core/problems";
import { keepOthers, manifestFile, stacksIn } from "./manifest";
import { type Cleared, clearOtherLanguage, clearOutdated } from "./outdated";
import { inFolder, inTemporary } from "./temporary";

/** What to do about an earlier synthesis in the same output. */
export interface PublishOptions {
  /**
   * Whether a stack of the earlier synthesis that is not written again is outdated, by its name.
   * @default - every such stack is
   */
  readonly replaces?: (stack: string) => boolean;
  /**
   * Whether the folders of outdated stacks are removed. The cdktf command removes them itself, and fails where it finds
   * them gone.
   * @default true
   */
  readonly clears?: boolean;
}

/** What `write` returned, and what became of outdated stacks. */
export interface Published<Result> extends Cleared {
  readonly result: Result;
}

const stacksFolder = "stacks";

/** The codes that a file system answers with when a folder cannot be written, whoever asks. */
const unwritable: ReadonlySet<unknown> = new Set([
  "EACCES",
  "EDQUOT",
  "EEXIST",
  "EISDIR",
  "ENOSPC",
  "ENOTDIR",
  "EPERM",
  "EROFS",
]);

function asProblem(error: unknown, output: string): unknown {
  if (!types.isNativeError(error) || !unwritable.has(Reflect.get(error, "code"))) return error;
  const message = `cannot be written (${error.message}); make it writable, or choose another folder with --output`;
  return new InvalidInput([{ path: output, message }]);
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(folder, path)).isFile());

const present = (path: string): string => (existsSync(path) ? path : present(dirname(path)));

/** Finds out what would stop the moves before the first of them. @throws Error as the file system words it */
function rehearse(files: readonly string[], output: string): void {
  for (const folder of new Set(files.map((file) => present(dirname(join(output, file)))))) {
    readdirSync(folder);
    accessSync(folder, constants.W_OK);
  }
}

function move(temporary: string, output: string, { replaces, clears }: Required<PublishOptions>): Cleared {
  const written = stacksIn(temporary);
  keepOthers(temporary, output, replaces);
  const files = filesIn(temporary);
  rehearse(files, output);
  // The manifest last: until then cdktf sees the stacks that the earlier one names.
  for (const file of files.toSorted((a, b) => Number(a === manifestFile) - Number(b === manifestFile))) {
    mkdirSync(dirname(join(output, file)), { recursive: true });
    renameSync(join(temporary, file), join(output, file));
  }
  for (const stack of written) {
    const folder = join(stacksFolder, stack);
    const names = files.filter((file) => dirname(file) === folder).map((file) => basename(file));
    clearOtherLanguage(join(output, folder), names);
  }
  if (!clears) return { removed: [], left: [] };
  return clearOutdated(join(output, stacksFolder), (stack) => !written.includes(stack) && replaces(stack));
}

/**
 * Lets `write` fill a temporary folder, and puts what it wrote into `output` only when it is complete: file by file,
 * each by a rename, so that a reader sees the old file or the new one. Whatever else lies in the stacks' folders
 * (overrides, `.terraform`, local states) stays untouched. When `write` throws, so does this, and `output` is as it was.
 *
 * The temporary folder is inside `output`: there a rename never crosses file systems, and version control ignores it.
 * @throws InvalidInput when `output` cannot be written
 */
export function publish<Result>(
  output: string,
  write: (folder: string) => Result,
  { replaces = () => true, clears = true }: PublishOptions = {},
): Published<Result> {
  const folder = resolve(output);
  try {
    return inFolder(folder, () =>
      inTemporary(folder, (temporary) => {
        const result = write(temporary);
        return { ...move(temporary, folder, { replaces, clears }), result };
      }),
    );
  } catch (error) {
    throw asProblem(error, output);
  }
}
