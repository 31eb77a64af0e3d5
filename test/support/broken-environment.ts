import { staging } from "../../environments/staging";

/** Staging with one value changed, at a dotted path; undefined removes it. */
export function broken(path: string, value: unknown): unknown {
  const change = (body: unknown, keys: readonly string[]): unknown => {
    const [key = "", ...rest] = keys;
    const entries = typeof body === "object" && body !== null ? Object.entries(body) : [];
    const inner: unknown = entries.find(([name]) => name === key)?.[1];
    const next = rest.length === 0 ? value : change(inner, rest);
    return Object.fromEntries([
      ...entries.filter(([name]) => name !== key),
      ...(next === undefined ? [] : [[key, next]]),
    ]);
  };
  return change(staging, path.split("."));
}
