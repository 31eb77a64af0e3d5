import { counted } from "../core/counted";
import type { Environment } from "../core/parse";
import { readProject } from "../stacks/project";
import type { Paint } from "./paint";
import { environmentArgument, type Verb } from "./verb";

/** One line an environment that is fine, saying how much of it there is and what is out of the ordinary. */
export function fineLines(environments: readonly Environment[], paint: Paint): readonly string[] {
  const longest = Math.max(...environments.map(({ name }) => name.length));
  return environments.map(({ name, groups }) => {
    const sites = groups.flatMap((group) => [...group.sites]);
    const fenced = sites.filter((site) => site.fenced).map(({ id }) => id);
    const amount = `${counted(groups.length, "group")}, ${counted(sites.length, "site")}`;
    const unusual = fenced.length === 0 ? "" : `, ${paint("yellow", `fenced: ${fenced.join(", ")}`)}`;
    return `${paint("green", "fine")}  ${name.padEnd(longest)}  ${amount}${unusual}`;
  });
}

/** Finds every mistake in the environments, in the time it takes to read them. */
export const check: Verb = {
  name: "check",
  summary: "find every mistake in the environments and their roles files",
  examples: ["understudy check", "understudy check staging"],
  define: (command, { terminal: { out }, folder }) =>
    command.argument(environmentArgument.name, environmentArgument.description).action((environment?: string) => {
      const { environments } = readProject(folder(), environment);
      out.print(...fineLines(environments, out.paint));
    }),
};
