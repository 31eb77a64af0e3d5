import { dirname, join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { type Revision, revisionOf } from "../core/git";
import type { Environment } from "../core/parse";
import { InvalidInput } from "../core/problems";
import type { StackResult } from "../deploy/contract";
import type { RecordVerb } from "../record/contract";
import { keepRecord } from "../record/keep";
import { approvers, deployer } from "../record/people";
import { createKeyPair, readSigner, type Signer } from "../recovery/evidence/sign";
import { sandboxFiles } from "../sandbox/runtime";
import type { Deployment, DeploymentOptions } from "./deployment";
import { sandboxFolderOf } from "./sandbox-folder";
import { printNotes } from "./synthesis";
import type { Context } from "./verb";

/** What {@link recordOptions} adds to a verb's options. */
export interface RecordOptions {
  readonly record?: string;
  readonly key?: string;
  readonly approvedBy: readonly string[];
}

const collect = (name: string, names: readonly string[]) => [...names, name];

/** The options of all verbs that change stacks, and say so in the record. */
export function recordOptions(command: Command): Command {
  return command
    .option(
      "--record <file>",
      "the record of deployments (default: deployments/<environment>.jsonl beside the environments, or the sandbox's)",
    )
    .addOption(
      new Option("--key <file>", "the Ed25519 key that signs the record (default: the sandbox's own)").env(
        "UNDERSTUDY_SIGNING_KEY",
      ),
    )
    .option("--approved-by <name>", "who approved this, for the record; may be given more than once", collect, []);
}

/** Where the record of an environment's deployments is. */
export function recordFileOf(
  { record = "", on, ...options }: Pick<RecordOptions, "record"> & Pick<DeploymentOptions, "on" | "sandbox">,
  environments: string,
  environment: string,
): string {
  if (record !== "") return resolve(record);
  if (on === "sandbox") return sandboxFiles.deployments(sandboxFolderOf(options, environments));
  return join(dirname(environments), "deployments", `${environment}.jsonl`);
}

/** Whether a record of this environment that nobody signed is none: what it holds is restricted. */
const mustBeSigned = ({ name, groups }: Environment) =>
  name === "production" || groups.some(({ sites }) => sites.some(({ tags }) => tags.data_class === "restricted"));

/** Who signs. @throws InvalidInput when nobody does and somebody must, or the key is none */
function signerOf(
  { key = "" }: RecordOptions,
  options: DeploymentOptions,
  environment: Environment,
  environments: string,
): Signer | undefined {
  if (key !== "") return readSigner(resolve(key));
  if (options.on === "sandbox") return createKeyPair(sandboxFiles.keys(sandboxFolderOf(options, environments)));
  if (!mustBeSigned(environment)) return undefined;
  throw new InvalidInput([
    {
      path: environment.name,
      message:
        "is not deployed without a signed record, and no key is named; name one with --key or UNDERSTUDY_SIGNING_KEY: " +
        "openssl genpkey -algorithm ed25519 -out <file> && chmod 600 <file>",
    },
  ]);
}

/** What a verb says of itself for the record. */
export interface Recorded {
  readonly verb: RecordVerb;
  readonly what: string;
  readonly reviewed: boolean;
  /** Of a rollback: what is deployed, and the commit that it leaves. */
  readonly release?: { readonly revision: Revision; readonly leaves: string | null };
}

/** How a verb keeps the record while it works. */
export interface Recording {
  /**
   * Before anything is changed, once every plan is there.
   * @param answered - whether somebody said yes at the terminal
   */
  readonly begin: (planned: readonly StackResult[], answered: boolean) => Promise<void>;
  /** After all. */
  readonly end: (results: readonly StackResult[]) => Promise<void>;
}

/**
 * Opens the record for a deployment that is about to be planned.
 * @throws InvalidInput when nobody signs and somebody must
 */
export function openRecording(
  recorded: Recorded,
  { environment, output }: Pick<Deployment, "environment" | "output">,
  options: RecordOptions & DeploymentOptions,
  { terminal: { err }, folder }: Context,
): Recording {
  const environments = folder();
  const file = recordFileOf(options, environments, environment.name);
  const signer = signerOf(options, options, environment, environments);
  if (signer === undefined)
    printNotes(["nobody signs the record of this deployment: name a key with --key or UNDERSTUDY_SIGNING_KEY"], err);
  const revision = recorded.release?.revision ?? revisionOf(dirname(environments), file, output);
  const who = deployer(environments);
  const keeper = keepRecord({
    ...{ file, signer, who },
    verb: recorded.verb,
    what: recorded.what,
    environment: environment.name,
    target: options.on,
    commit: revision?.commit ?? null,
    changed: revision?.changed ?? false,
    leaves: recorded.release?.leaves ?? null,
    reviewed: recorded.reviewed,
  });
  return {
    begin: (planned, answered) => keeper.begin(planned, approvers(options.approvedBy, answered ? who : undefined)),
    end: async (results) => {
      const entry = await keeper.end(results);
      if (entry !== undefined) {
        const shown = relative(process.cwd(), file);
        printNotes([`recorded as ${entry.deployment} in ${shown.startsWith("..") ? file : shown}`], err);
      }
    },
  };
}
