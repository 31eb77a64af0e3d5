import { isTemplate, references } from "../expression";
import { join, show } from "../json";
import type { Report } from "../problem";

/** Reports ephemeral values within something that the state keeps. */
export function checkStored(value: unknown, path: string, report: Report): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, element] of Object.entries(value)) checkStored(element, join(path, key), report);
  } else if (isTemplate(value) && references(value).some(({ head }) => head === "ephemeral")) {
    report("ephemeral-leak", path, `is ${show(value)}, but would be kept in the state: use the write-only argument`);
  }
}
