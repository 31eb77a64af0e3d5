import { dirname } from "node:path";
import { InvalidInput } from "../core/problems";
import { sandboxFolder } from "../sandbox/runtime";
import { ownEnvironments } from "./own-environments";
import type { Channel, Terminal } from "./terminal";

/** Where a verb was told to act, as far as another command must be told the same. */
export interface Said {
  readonly environments: string;
  /** Undefined: nothing of a sandbox is meant. */
  readonly sandbox: string | undefined;
  /** The folder that `--runs` named. */
  readonly runs?: string | undefined;
  readonly on: "sandbox" | "cloud";
}

/** Text as a shell reads it as one word. */
export const word = (text: string) => (/^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const ofRuns = /\bunderstudy (?:resume|approve|pause|abort) [\w-]+(?:\.[\w-]+)*(?: --step [\w-]+=\w+)*/g;
const ofGroups =
  /\bunderstudy (?:arm|switchover|failover|failback|rejoin|rebuild) [\w-]+\/[\w-]+(?: --site [\w-]+)?(?: --on \w+)?/g;

/**
 * Completes the commands in a message, which know the run or group that they are about and not how this process was called:
 * what is printed can be typed as it is.
 */
function completed(text: string, { environments, sandbox, runs, on }: Said): string {
  const where = [
    ...(environments === ownEnvironments ? [] : [`--environments ${word(environments)}`]),
    ...(sandbox === undefined || sandbox === sandboxFolder(dirname(environments))
      ? []
      : [`--sandbox ${word(sandbox)}`]),
  ];
  const ofRun = [...where, ...(runs === undefined ? [] : [`--runs ${word(runs)}`])];
  const target = (command: string) => (command.includes(" --on ") ? [] : [`--on ${on}`]);
  return text
    .replace(ofRuns, (command) => [command, ...ofRun].join(" "))
    .replace(ofGroups, (command) => [command, ...target(command), ...where].join(" "));
}

/** A terminal on which each printed command works as it is. */
export function completing({ out, err }: Terminal, said: Said): Terminal {
  const channel = (of: Channel): Channel => ({
    ...of,
    print: (...lines) => of.print(...lines.map((line) => completed(line, said))),
  });
  return { out: channel(out), err: channel(err) };
}

/** Does work whose refusals are completed as well. @throws InvalidInput as the work does, with commands that can be typed */
export async function withCommands<Result>(said: Said, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.problems.map(({ path, message }) => ({ path, message: completed(message, said) })));
  }
}
