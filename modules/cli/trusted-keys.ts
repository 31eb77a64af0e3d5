import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { InvalidInput } from "../core/problems";
import { keyFiles, readTrusted } from "../recovery/evidence/sign";
import { sandboxFiles, sandboxFolder } from "../sandbox/runtime";
import { ownEnvironments } from "./own-environments";
import { type Said, word } from "./printed-commands";
import { sandboxFolderOf, type SandboxOptions } from "./sandbox-folder";

/** Whose signatures count, and why these. */
export interface Trusted {
  readonly file: string;
  readonly because: string;
  readonly keys: ReadonlyMap<string, string>;
}

/** What names the keys, or the sandbox whose own key may count. */
export interface TrustOptions extends SandboxOptions {
  readonly trusted?: string;
}

const projectsFile = (environments: string) => join(dirname(environments), keyFiles.trusted);

const isBelow = (path: string, folder: string) => !relative(folder, path).startsWith("..");

/**
 * The keys that a report, or a record of deployments, is held against: those of a file that is named, else the project's, else, for what is of the sandbox,
 * the sandbox's own, which proves that the report was made there and nothing about people.
 * @throws InvalidInput when there are none, with how to have some
 */
export function trustedKeys(report: string, options: TrustOptions, environments: string): Trusted {
  const found = (file: string, because: string): Trusted => ({ file, because, keys: readTrusted(file) });
  if (options.trusted !== undefined) return found(resolve(options.trusted), "named with --trusted");
  const project = projectsFile(environments);
  if (existsSync(project)) return found(project, "beside the environments");
  const sandbox = sandboxFolderOf(options, environments);
  const own = join(sandboxFiles.keys(sandbox), keyFiles.trusted);
  const path = resolve(report);
  const isOfSandbox = isBelow(path, sandboxFiles.runs(sandbox)) || path === sandboxFiles.deployments(sandbox);
  if (isOfSandbox && existsSync(own)) return found(own, "the sandbox's own key");
  throw new InvalidInput([
    {
      path: project,
      message:
        'is not there, and nobody else is trusted; write the fingerprints you trust into it, one a line: "SHA256:… whose ' +
        'it is", or name such a file with --trusted',
    },
  ]);
}

/** What `understudy verify` must be told so that it knows the key that a report was just signed with. */
export function verifyFlags({ environments, sandbox, on }: Said): string {
  if (on === "cloud" || sandbox === undefined)
    return environments === ownEnvironments ? "" : ` --trusted ${word(projectsFile(environments))}`;
  if (existsSync(projectsFile(ownEnvironments)))
    return ` --trusted ${word(join(sandboxFiles.keys(sandbox), keyFiles.trusted))}`;
  return sandbox === sandboxFolder(dirname(ownEnvironments)) ? "" : ` --sandbox ${word(sandbox)}`;
}
