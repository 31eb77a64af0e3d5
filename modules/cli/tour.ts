import type { Environment, StackContent } from "../core/parse";
import { stackNames } from "../stacks/names";
import { readProject } from "../stacks/project";
import { fineLines } from "./check";
import { outputOf, outputOption, type OutputOptions } from "./output";
import { siteRows } from "./sites";
import { amount, stackColumns, type StackRow } from "./stack-rows";
import { printNotes, synthesizeProject } from "./synthesis";
import { type Column, table } from "./table";
import { visitSandbox } from "./tour-sandbox";
import type { Verb } from "./verb";
import { seconds } from "./words";

const ofGroup = {
  state: "the group's Terraform state",
  traffic: "the names that follow the active site",
} as const satisfies Record<Exclude<StackContent, "site">, string>;

/** What each stack holds, by its name, for somebody who sees the names for the first time. */
export function holdings(environments: readonly Environment[]): ReadonlyMap<string, string> {
  const sites = siteRows(environments).flatMap(({ stacks, cloud, region, role }) =>
    stacks.map((stack) => [stack, `${cloud} ${region}, ${role}`] as const),
  );
  const groups = environments
    .flatMap(stackNames)
    .flatMap(({ name, content }) => (content === "site" ? [] : [[name, ofGroup[content]] as const]));
  return new Map([...groups, ...sites]);
}

const next = [
  ["npx understudy sites", "every site: its region and its role"],
  ["npx understudy check", "find every mistake in the environments"],
  ["npx understudy sandbox up", "start the sandbox again, with everything in it"],
  ["npx understudy plan staging --on sandbox", "what a change of yours would do"],
  ["npx understudy drill staging/aws --scenario switchover", "rehearse a planned switch"],
  ["npx understudy sandbox reset", "remove the sandbox"],
  ["npx understudy --help", "all the rest"],
] as const;

/** What is deployed in the tour, where there is one of this name. */
const shown = "staging";

const indent = "   ";
const indented = (lines: readonly string[]) => lines.map((line) => indent + line);

/** Shows a newcomer what the project does, with nothing but this machine: what `npm start` runs. */
export const tour: Verb = {
  name: "tour",
  summary: "a first look: check, synthesize, deploy into a sandbox; on this machine alone",
  examples: ["understudy tour"],
  define: (command, context) =>
    command.addOption(outputOption()).action(async (options: OutputOptions) => {
      const { folder } = context;
      const { out, err } = context.terminal;
      const output = outputOf(options, folder());
      const title = (text: string) => ["", out.paint("bold", text), ""];
      out.print(
        "Understudy builds the same platform on AWS, GCP and Azure from one typed",
        "description, each with a standby region that can take over. This tour needs no",
        "account: it stays on this machine.",
        ...title(`1. Check the environments in ${folder()}`),
      );
      const { environments } = readProject(folder());
      out.print(
        ...indented(fineLines(environments, out.paint)),
        ...title("2. Write the Terraform configuration of every stack"),
      );
      const { rows, notes, milliseconds } = synthesizeProject(folder(), output);
      const held = holdings(environments);
      const columns: readonly Column<StackRow>[] = [
        ...stackColumns,
        { title: "holds", text: ({ name }) => held.get(name) ?? "", spare: true },
      ];
      const width = out.width === undefined ? undefined : out.width - indent.length;
      out.print(
        ...indented(table(columns, rows, out.paint, width)),
        "",
        ...indented([`${amount(rows)} in ${seconds(milliseconds)}, written to`, output]),
      );
      printNotes(notes, err);
      const names = environments.map(({ name }) => name);
      const chosen = names.find((name) => name === shown) ?? names[0] ?? shown;
      await visitSandbox(chosen, (text) => out.print(...title(text)), context);
      out.print(...title("7. Go on"), ...indented(next.map(([line, what]) => `${line.padEnd(56)}${what}`)));
    }),
};
