/** `1 site`, `3 sites`, `2 addresses`. */
export function counted(count: number, noun: string, ending: "s" | "es" = "s"): string {
  return `${count} ${noun}${count === 1 ? "" : ending}`;
}
