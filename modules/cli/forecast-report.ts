import type { Plan } from "../recovery/contract";
import { budget, type Forecast, type Outlook } from "../recovery/forecast/forecast";
import type { Paint } from "./paint";
import type { Column } from "./table";

/** A plan and what it will take. */
export interface ForecastRow {
  readonly plan: Plan;
  readonly forecast: Forecast;
}

const minutes = (seconds: number) => (seconds / 60).toFixed(1);

const share = (part: number) => (part > 0.995 ? "over 99 %" : `${Math.round(part * 100)} %`);

/** Until writes are accepted where a plan moves them, else until its end; nobody waits for a person in it. */
const outlook = ({ forecast: { toWrites, toEnd } }: ForecastRow): Outlook => (toWrites ?? toEnd).alone;

const chance = ({ forecast: { toWrites } }: ForecastRow, of: (outlook: Outlook) => number): string =>
  toWrites === null ? "" : share(of(toWrites.alone));

const late = (row: ForecastRow) =>
  row.forecast.toWrites !== null && outlook(row).p99 > budget.activation ? "yellow" : undefined;

/** The forecasts of a group, in minutes. */
export const forecastColumns: readonly Column<ForecastRow>[] = [
  { title: "plan", text: ({ plan }) => plan.intent },
  { title: "from", text: ({ plan }) => plan.from.site },
  { title: "to", text: ({ plan }) => plan.to.site },
  { title: "until", text: ({ forecast }) => (forecast.toWrites === null ? "its end" : "writes") },
  { title: "p50", text: (row) => minutes(outlook(row).p50), align: "right" },
  { title: "p95", text: (row) => minutes(outlook(row).p95), align: "right" },
  { title: "p99", text: (row) => minutes(outlook(row).p99), look: late, align: "right" },
  { title: "in 10 min", text: (row) => chance(row, ({ withinActivation }) => withinActivation), align: "right" },
  { title: "in 15 min", text: (row) => chance(row, ({ withinRecovery }) => withinRecovery), align: "right" },
  {
    title: "in 15 with approval",
    text: ({ plan, forecast: { toWrites } }) =>
      toWrites === null || !plan.approval ? "" : share(toWrites.withPerson.withinRecovery),
    align: "right",
  },
];

/** Characters of a bar that is as long as the 15 minutes, and of the longest. */
const bar = { budget: 45, longest: 60 } as const;

const length = (seconds: number) => Math.min(bar.longest, Math.round((seconds / budget.recovery) * bar.budget));

/** A plan that moves writes as a bar on the way to 15 minutes: half of all runs, 95 % and 99 % of them. */
function barLine({ plan, forecast: { toWrites } }: ForecastRow, paint: Paint): readonly string[] {
  if (toWrites === null) return [];
  const { p50, p95, p99 } = toWrites.alone;
  const [half, most, all] = [p50, p95, p99].map(length);
  const drawn = "#"
    .repeat(half ?? 0)
    .padEnd(most ?? 0, "=")
    .padEnd(all ?? 0, "-")
    .padEnd(bar.budget);
  const [within, over] = [drawn.slice(0, bar.budget), drawn.slice(bar.budget)];
  const look = p99 > budget.recovery ? "red" : p99 > budget.activation ? "yellow" : "green";
  return [`${plan.intent.padEnd(11)} ${paint(look, within)}| 15 min${over === "" ? "" : ` ${over}`}`];
}

/** How many of the dearest steps are told. */
const told = 3;

function shortenLine({ plan, forecast: { shorten } }: ForecastRow): readonly string[] {
  if (shorten.length === 0) return [];
  const steps = shorten.slice(0, told).map(({ step, seconds }) => `${step} (${minutes(seconds)} min)`);
  return [`${plan.intent.padEnd(11)} ${steps.join(", ")}`];
}

/** Below the table: bars, and by how much the mean falls if one step took no time. */
export function forecastLines(rows: readonly ForecastRow[], paint: Paint): readonly string[] {
  return [
    paint("bold", "# half of all runs, = 95 %, - 99 %"),
    ...rows.flatMap((row) => barLine(row, paint)),
    "",
    paint("bold", "what to shorten: the mean falls by so much if the step takes no time"),
    ...rows.flatMap(shortenLine),
  ];
}
