import { Option } from "commander";
import { previewNumber } from "../core/parse-lifetime";
import { InvalidInput } from "../core/problems";
import { previewHost } from "../previews";
import { lingeringDays, type Preview, previewLabel } from "../previews/contract";
import { expired } from "../previews/standing";
import { systemClock } from "../recovery/run/clock";
import { NotAllowed, PostingFailed, Temporary } from "../review/post/problems";
import { readProject } from "../stacks/project";
import { Unsuccessful } from "./failure";
import { siteRows } from "./sites";
import { type Column, table } from "./table";
import type { Channel } from "./terminal";
import type { Verb } from "./verb";
import { asJson } from "./words";

interface PreviewsOptions {
  readonly on: "github" | "gitlab";
  readonly expired?: true;
  readonly json?: true;
  readonly sites?: true;
  readonly mark?: string;
  readonly unmark?: string;
}

const columns: readonly Column<Preview>[] = [
  { title: "preview", text: ({ name }) => name },
  { title: "pull request", text: ({ number }) => String(number) },
  { title: "state", text: ({ standing }) => standing.state },
  { title: "since", text: ({ standing }) => (standing.state === "closed" ? standing.since.toISOString() : "") },
];

/** Programs read it: keys are added, never renamed. */
const row = ({ name, number, standing }: Preview) => ({ name, number, ...standing });

function numberOf(name: string, option: string): number {
  const number = previewNumber(name);
  if (number !== undefined) return number;
  throw new InvalidInput([{ path: option, message: `${JSON.stringify(name)} is no preview; write pr-<number>` }]);
}

/** What a host does not say is not known, and then nothing is printed that somebody could act on. */
async function asked<Answer>(err: Channel, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const isKnown = error instanceof NotAllowed || error instanceof PostingFailed || error instanceof Temporary;
    if (!isKnown) throw error;
    err.print(`${err.paint("red", "error:")} ${error.message}; nothing was decided about any preview`);
    throw new Unsuccessful(error.message);
  }
}

/** Which previews there are, by the label that a pull request has from before its preview's first resource to after its last. */
export const previews: Verb = {
  name: "previews",
  summary: "list the previews of pull requests, or those whose time is over",
  examples: [
    "understudy previews --on github",
    "understudy previews --on gitlab --expired",
    "understudy previews --on github --mark pr-12",
  ],
  define: (command, { terminal: { out, err }, folder }) =>
    command
      .addOption(
        new Option("--on <server>", "where the pull requests are").choices(["github", "gitlab"]).makeOptionMandatory(),
      )
      .option(
        "--expired",
        `only those whose pull request was closed ${lingeringDays} days ago or earlier, one name a line`,
      )
      .option("--json", "print an array of objects for other programs")
      .option("--sites", "print their sites instead, as sites --json does")
      .addOption(
        new Option("--mark <name>", `give its pull request the label ${previewLabel}: before it is deployed`).conflicts(
          ["unmark", "expired", "json"],
        ),
      )
      .addOption(
        new Option("--unmark <name>", "take the label off: after it was destroyed").conflicts([
          "expired",
          "json",
          "sites",
        ]),
      )
      .addHelpText(
        "after",
        `
Environment variables, which pipelines set:
  GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY
  GITLAB_TOKEN, CI_API_V4_URL, CI_PROJECT_ID`,
      )
      .action(async ({ on, json, sites, mark, unmark, ...options }: PreviewsOptions) => {
        const host = previewHost(on, process.env, systemClock);
        if (mark !== undefined) return asked(err, () => host.mark(numberOf(mark, "--mark")));
        if (unmark !== undefined) return asked(err, () => host.unmark(numberOf(unmark, "--unmark")));
        const all = await asked(err, () => host.marked());
        const found = options.expired === true ? expired(all, systemClock.now()) : all;
        const environments = () => found.flatMap(({ name }) => readProject(folder(), name).environments);
        if (sites === true) out.print(asJson(siteRows(environments())));
        else if (json === true) out.print(asJson(found.map(row)));
        else
          out.print(...(options.expired === true ? found.map(({ name }) => name) : table(columns, found, out.paint)));
      }),
};
