/** Whether the system gave this code as the reason of an error: `ENOENT`, `EEXIST`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  // Not instanceof: the system's errors are made outside the context in which tests run.
  if (typeof error !== "object" || error === null || !("code" in error)) return false;
  return codes.some((code) => code === error.code);
}
