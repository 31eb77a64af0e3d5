import { resolve } from "node:path";
import { Command, Option } from "commander";
import { version } from "../../package.json";
import { exitCodes } from "./failure";
import { ownEnvironments } from "./own-environments";
import type { Terminal } from "./terminal";
import { addVerbs } from "./verb";
import { verbs } from "./verbs";

interface ProgramOptions {
  readonly environments: string;
}

const epilogue = `
Exit codes:
  ${exitCodes.success}   done
  ${exitCodes.failure}   something is wrong with the input, a stack did not get through, or understudy itself failed: told on stderr
  ${exitCodes.usage}   the command line is wrong; of a review, that the change is blocked; of drift, that something drifted
  sandbox exec ends as the command that it ran

Environment variables:
  NO_COLOR, FORCE_COLOR  never or always colour what is printed
  UNDERSTUDY_DEBUG=1     the same as --debug

Example:
  understudy sites production`;

/** The `understudy` command with all its verbs. It never ends the process: its failures are thrown as CommanderError. */
export function program(terminal: Terminal): Command {
  const { out, err } = terminal;
  const root = new Command("understudy")
    .description("One description, equivalent platforms on three clouds, standby regions that are rehearsed.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "explain the command, or one verb")
    .addOption(
      new Option("--environments <folder>", "the folder whose index.ts exports the environments").default(
        ownEnvironments,
        "this project's",
      ),
    )
    .option("--debug", "when understudy itself fails, print where")
    .usage("<verb> [options]")
    .commandsGroup("Verbs:")
    .helpCommand("help [verb]", "explain the command, or one verb")
    .configureHelp({ showGlobalOptions: true, styleTitle: (text) => out.paint("bold", text) })
    .configureOutput({
      getOutHasColors: () => out.colour,
      getErrHasColors: () => err.colour,
      outputError: (text, write) => write(text.replace(/^error:/, err.paint("red", "error:"))),
    })
    .showHelpAfterError("understudy --help lists the verbs, understudy <verb> --help the options of one")
    .addHelpText("after", epilogue)
    .exitOverride();
  const folder = () => resolve(root.opts<ProgramOptions>().environments);
  addVerbs(root, verbs, { terminal, folder });
  return root;
}
