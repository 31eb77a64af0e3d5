/** What a version of one number, or none, comes to. */
const newest: Readonly<Record<string, string>> = { "": "17.5", "16": "16.9", "17": "17.5" };

/** The version that a cluster runs when this one was asked for. */
export function actualVersion(asked: string): string {
  return newest[asked] ?? asked;
}

const parts = (version: string) => version.split(".").map(Number);

/** Whether a version comes before another. */
export function precedes(one: string, other: string): boolean {
  const [a, b] = [parts(one), parts(other)];
  const index = a.findIndex((part, at) => part !== (b[at] ?? 0));
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}
