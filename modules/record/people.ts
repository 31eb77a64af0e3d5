import { identify } from "../recovery/run/identity";
import type { Named, NameSource } from "./contract";

/** The words for where a name comes from. */
export const sourceWords = {
  option: "as said with --approved-by",
  git: "as git is configured",
  system: "the login of the machine",
  github: "started the run on GitHub",
  gitlab: "started the job on GitLab",
  terminal: "said yes at the terminal",
} as const satisfies Record<NameSource, string>;

/** Variables in which a pipeline says who started it. */
const pipelines = [
  ["GITHUB_ACTOR", "github"],
  ["GITLAB_USER_LOGIN", "gitlab"],
] as const satisfies readonly (readonly [string, NameSource])[];

type Variables = Readonly<Record<string, string | undefined>>;

function pipelineStarter(variables: Variables): Named | undefined {
  const found = pipelines.find(([variable]) => (variables[variable] ?? "") !== "");
  return found && { name: variables[found[0]] ?? "", knownBy: found[1] };
}

/** Who deploys: whoever started the pipeline, else whom git would commit as, else the login. */
export function deployer(folder: string, variables: Variables = process.env): Named {
  return pipelineStarter(variables) ?? identify(undefined, folder);
}

/**
 * Who approved: those who are named; and where nobody is, whoever started the pipeline.
 * @param answered - who said yes when asked; undefined where nobody was
 */
export function approvers(
  named: readonly string[],
  answered: Named | undefined,
  variables: Variables = process.env,
): readonly Named[] {
  const given = named
    .map((name): Named => ({ name: name.trim(), knownBy: "option" }))
    .filter(({ name }) => name !== "");
  const said = answered === undefined ? [] : [{ name: answered.name, knownBy: "terminal" } as const];
  const all = [...given, ...said];
  const starter = pipelineStarter(variables);
  return all.length > 0 || starter === undefined ? all : [starter];
}
