/** Milliseconds as people say them: `0.4 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Data for other programs: indented JSON, as one printable text. */
export function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
