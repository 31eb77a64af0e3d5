import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { counted } from "../core/counted";
import { durationsOf, measuredIn, preferMeasured } from "../recovery/forecast/durations";
import { forecast as imagine } from "../recovery/forecast/forecast";
import { plansOf } from "../recovery/forecast/ways";
import { startOf } from "../recovery/evidence/judge";
import { journalFile, readJournal } from "../recovery/run/journal";
import { readProject } from "../stacks/project";
import { forecastColumns, forecastLines, type ForecastRow } from "./forecast-report";
import { table } from "./table";
import type { Verb } from "./verb";
import { wantedGroup } from "./wanted-groups";
import { asJson } from "./words";

interface ForecastOptions {
  readonly runs?: string;
  readonly json?: true;
}

/** The journals of earlier runs of a group. A sandbox's say nothing of a vendor's time, and are not looked at. */
function journalsIn(runs: string, environment: string, group: string) {
  const names = existsSync(runs) ? readdirSync(runs).filter((name) => existsSync(journalFile(join(runs, name)))) : [];
  const journals = names.map((name) => readJournal(join(runs, name)).entries).filter((entries) => entries.length > 0);
  return journals.filter((entries) => {
    const { plan } = startOf(entries);
    return plan.environment === environment && plan.group === group;
  });
}

/** A forecast as programs read it, in seconds: keys are added, never renamed. */
const forecastJson = ({ plan, forecast }: ForecastRow) => ({
  intent: plan.intent,
  from: plan.from.site,
  to: plan.to.site,
  approval: plan.approval,
  ...forecast,
});

/** Says what a switch will take, before anybody orders one. */
export const forecast: Verb = {
  name: "forecast",
  summary: "imagine many runs of each plan of a group: how long they take, and which step to shorten",
  examples: ["understudy forecast production/aws", "understudy forecast production/gcp --json"],
  define: (command, { terminal: { out }, folder }) =>
    command
      .argument("<what>", "<environment>/<group>")
      .option(
        "--runs <folder>",
        "whose measured times come before what vendors publish (default: runs beside the environments)",
      )
      .option("--json", "print an array of objects for other programs, times in seconds")
      .action((what: string, options: ForecastOptions) => {
        const { environment: name, group } = wantedGroup(what, folder());
        const [environment] = readProject(folder(), name).environments;
        if (environment === undefined) throw new Error(`there is no environment ${name}`);
        const runs = options.runs === undefined ? join(dirname(folder()), "runs") : resolve(options.runs);
        const journals = journalsIn(runs, name, group);
        const rows = plansOf(environment, group).map((plan) => ({
          plan,
          forecast: imagine(plan, preferMeasured(durationsOf(plan.cloud), measuredIn(journals))),
        }));
        if (options.json === true) {
          out.print(asJson(rows.map(forecastJson)));
          return;
        }
        const [first] = rows;
        out.print(
          `minutes from the order on, in ${first?.forecast.samples ?? 0} imagined runs of each plan, without the wait for an approval`,
          "",
          ...table(forecastColumns, rows, out.paint, out.width),
          "",
          ...forecastLines(rows, out.paint),
          "",
          journals.length === 0
            ? `no run of ${what} in ${runs}: all of this stands on docs/runbooks/disaster-recovery.md, most of it assumed`
            : `steps that ${counted(journals.length, "run")} in ${runs} have measured five times stand on those`,
        );
      }),
};
