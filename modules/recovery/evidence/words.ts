import type { Derived } from "./derive";

/** Seconds as people say them: `0.4 s`, `2 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
  const tenths = Number(seconds.toFixed(1));
  if (tenths < 60) return `${tenths} s`;
  const whole = Math.round(seconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? "" : ` ${pad(whole % 60)} s`}`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

/** Milliseconds since a run's start, as a timeline says them: `02:05`, or `02:05.3` where tenths matter. */
export function stamp(milliseconds: number, tenths: boolean): string {
  const seconds = tenths ? Math.floor(milliseconds / 100) / 10 : Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - minutes * 60).toFixed(tenths ? 1 : 0);
  return `${String(minutes).padStart(2, "0")}:${rest.padStart(tenths ? 4 : 2, "0")}`;
}

/** What a run was, in a line. */
export function titleOf({ drill, intent, environment, group, from, to }: Derived): string {
  const what = drill ? `Drill: ${intent}` : intent.charAt(0).toUpperCase() + intent.slice(1);
  return `${what} of ${environment} ${group}, ${from.site} to ${to.site}`;
}

/** One figure that a run is held against. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What it may be at most, or what it says. */
  readonly note: string;
  /** Of the budget, from 0; null where there is none. */
  readonly used: number | null;
}

/** The figures of a run, as measured. */
export function figuresOf({ figures, budgets, durationSeconds, resumed }: Derived): readonly Figure[] {
  const whole: Figure = {
    name: "Run",
    value: duration(durationSeconds),
    note: resumed === 0 ? "from first entry to last" : `from first entry to last, resumed ${resumed} times`,
    used: null,
  };
  if (figures === null) return [{ name: "RTO, RPO", value: "not measured", note: "no probe wrote", used: null }, whole];
  const { rtoSeconds, rpoSeconds, lostRows, acknowledgedRows, rowsInFlight } = figures;
  return [
    {
      name: "RTO",
      value: rtoSeconds === null ? "no write was accepted" : duration(rtoSeconds),
      note: `at most ${duration(budgets.rtoSeconds)}`,
      used: rtoSeconds === null ? 1 : rtoSeconds / budgets.rtoSeconds,
    },
    {
      name: "RPO",
      value: duration(rpoSeconds),
      note: `at most ${duration(budgets.rpoSeconds)}`,
      used: rpoSeconds / budgets.rpoSeconds,
    },
    {
      name: "Rows lost",
      value: String(lostRows),
      note: `of ${acknowledgedRows} confirmed; ${rowsInFlight} in flight, promised to nobody`,
      used: null,
    },
    whole,
  ];
}

/** What Terraform would still do, in a line. */
export function changesText({ changes }: Derived["terraform"][number]): string {
  const { add, change, replace, destroy, leftOut } = changes;
  const later = leftOut.length === 0 ? "" : `, ${leftOut.length} left out until the lost region is back`;
  return `${add} to add, ${change} to change in place, ${replace} to replace, ${destroy} to destroy${later}`;
}
