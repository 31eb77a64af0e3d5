import { outputOf, outputOption, type OutputOptions } from "./output";
import { amount, stackColumns } from "./stack-rows";
import { printNotes, synthesizeProject } from "./synthesis";
import { table } from "./table";
import { environmentArgument, type Verb } from "./verb";
import { asJson, seconds } from "./words";

interface SynthOptions extends OutputOptions {
  readonly json?: true;
}

/** Writes the Terraform configuration of every stack, as `cdktf synth` does. */
export const synth: Verb = {
  name: "synth",
  summary: "write the Terraform configuration of every stack, as cdktf synth does",
  examples: ["understudy synth", "understudy synth staging --output build/staging"],
  define: (command, { terminal: { out, err }, folder }) =>
    command
      .argument(environmentArgument.name, environmentArgument.description)
      .addOption(outputOption())
      .option("--json", "print an array of objects for other programs")
      .action((environment: string | undefined, options: SynthOptions) => {
        const output = outputOf(options, folder());
        const { rows, notes, milliseconds } = synthesizeProject(folder(), output, environment);
        const summary = `${amount(rows)} written to ${output} in ${seconds(milliseconds)}`;
        out.print(...(options.json === true ? [asJson(rows)] : [...table(stackColumns, rows, out.paint), "", summary]));
        printNotes(notes, err);
      }),
};
