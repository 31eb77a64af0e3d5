import type { Derived, StepLine } from "./derive";
import { duration, stamp } from "./words";

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" } as const;

/** Text as HTML and SVG may hold it. */
export function escaped(text: string): string {
  return Object.entries(entities).reduce((done, [letter, entity]) => done.replaceAll(letter, entity), text);
}

/** Measures of the pictures, in their own units. */
const size = { width: 960, labels: 190, right: 90, row: 28, bar: 14, axis: 30, curve: 150 } as const;
const plot = size.width - size.labels - size.right;

const classes = { done: "done", failed: "failed", "not finished": "open", "not begun": "open" } as const;

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400] as const;

/** Between four and eight marks at round times, milliseconds. */
function marks(end: number): readonly number[] {
  const step = (steps.find((candidate) => end / (candidate * 1000) <= 8) ?? 14_400) * 1000;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}

const round = (value: number) => Number(value.toFixed(1));
const place = (milliseconds: number, end: number) => round(size.labels + (milliseconds / end) * plot);

function axis(end: number, height: number): string {
  return marks(end)
    .map((mark) => {
      const x = place(mark, end);
      return (
        `<line class="grid" x1="${x}" y1="${size.axis - 6}" x2="${x}" y2="${height}"/>` +
        `<text class="mark" x="${x}" y="${size.axis - 12}" text-anchor="middle">${stamp(mark, false)}</text>`
      );
    })
    .join("");
}

function bar({ step, title, began, ended, state, attempts }: StepLine, index: number, end: number): string {
  const top = size.axis + index * size.row;
  const middle = top + size.row / 2;
  const name = `<text class="name" x="${size.labels - 12}" y="${middle + 4}" text-anchor="end">${escaped(step)}</text>`;
  if (began === null)
    return `<g>${name}<text class="mark" x="${size.labels + 6}" y="${middle + 4}">${escaped(state)}</text></g>`;
  const from = place(began, end);
  const width = Math.max(3, round(place(ended ?? end, end) - from));
  const tries = attempts > 1 ? `, try ${attempts}` : "";
  const took = ended === null ? state : `${duration((ended - began) / 1000)}${tries}`;
  return (
    `<g><title>${escaped(`${title}: ${state}${tries}`)}</title>${name}` +
    `<rect class="${classes[state]}" x="${from}" y="${middle - size.bar / 2}" width="${width}" height="${size.bar}" rx="3"/>` +
    `<text class="mark" x="${round(from + width + 6)}" y="${middle + 4}">${escaped(took)}</text></g>`
  );
}

const wholeTime = ({ durationSeconds }: Derived) => Math.max(1, durationSeconds * 1000);

/** The steps of a run as bars over its time: one SVG element, no scripts, nothing from elsewhere. */
export function timelinePicture(derived: Derived): string {
  const end = wholeTime(derived);
  const height = size.axis + derived.timeline.length * size.row + 4;
  const bars = derived.timeline.map((line, index) => bar(line, index, end)).join("");
  return (
    `<svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="when each step ran">` +
    `${axis(end, height)}${bars}</svg>`
  );
}

/** The replication lag over a run's time, with a gap where nobody could tell it; empty when it was not sampled. */
export function lagPicture(derived: Derived): string {
  const known = derived.lag.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  if (known.length === 0) return "";
  const end = wholeTime(derived);
  const height = size.axis + size.curve;
  const most = Math.max(1, ...known) * 1.1;
  const y = (seconds: number) => round(height - 10 - (seconds / most) * (size.curve - 20));
  const curves: string[][] = [[]];
  for (const { elapsed, seconds } of derived.lag) {
    if (seconds === null) curves.push([]);
    else curves.at(-1)?.push(`${place(elapsed, end)},${y(seconds)}`);
  }
  const lines = curves
    .filter((points) => points.length > 0)
    .map((points) => {
      const [only = ""] = points;
      const [x = "", top = ""] = only.split(",");
      if (points.length === 1) return `<circle class="dot" cx="${x}" cy="${top}" r="2.5"/>`;
      return `<polyline class="curve" points="${points.join(" ")}"/>`;
    });
  const levels = [0, most / 1.1].map(
    (level) =>
      `<line class="grid" x1="${size.labels}" y1="${y(level)}" x2="${size.labels + plot}" y2="${y(level)}"/>` +
      `<text class="mark" x="${size.labels - 12}" y="${y(level) + 4}" text-anchor="end">${duration(level)}</text>`,
  );
  return (
    `<svg viewBox="0 0 ${size.width} ${height}" role="img" aria-label="replication lag">` +
    `${axis(end, height)}${levels.join("")}${lines.join("")}</svg>`
  );
}
