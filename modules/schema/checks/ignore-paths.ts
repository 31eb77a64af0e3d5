import { isAbsent, join, show } from "../json";
import type { Place } from "./place";
import { memberOf } from "./place";
import type { Report } from "../problem";
import type { Block } from "../shape";

/**
 * Reports `ignore_changes` paths that Terraform refuses or that it takes without effect, as recorded from the real
 * providers: a list of blocks needs `[0]`, a set cannot be indexed, `a.0.b` is no expression, `tags.app` does nothing.
 */
export function checkIgnorePaths(value: unknown, schema: Block, path: string, report: Report): void {
  if (isAbsent(value) || value === "all") return;
  if (!Array.isArray(value)) {
    return report(
      "bad-ignore-path",
      path,
      `is ${show(value)}, but must be a list of paths or "all": write one of them`,
    );
  }
  value.forEach((ignored: unknown, index) => {
    const refusal = typeof ignored === "string" ? refuse(ignored, schema) : "it is not a text: write a path";
    if (refusal !== undefined) report("bad-ignore-path", join(path, index), `is ${show(ignored)}, but ${refusal}`);
  });
}

/** What is wrong with a path, and what to do; undefined if nothing is. */
function refuse(path: string, block: Block): string | undefined {
  if (/\.\d/.test(path)) return `an index stands in brackets: write ${path.replaceAll(/\.(\d+)/g, "[$1]")}`;
  if (!/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*|\[(\d+|"[^"]*")\])*$/.test(path)) {
    return "it is not a path: write one like settings[0].tier";
  }
  let place: Place = { kind: "body", block };
  let walked = "";
  for (const [step] of path.matchAll(/\.?[\w-]+|\[[^\]]*\]/g)) {
    const next: Place | string = step.startsWith("[") ? byIndex(place, step, walked) : byName(place, step, walked);
    if (typeof next === "string") return next;
    place = next;
    walked += step;
  }
  return undefined;
}

function byName(place: Place, step: string, walked: string): Place | string {
  const name = step.replace(".", "");
  if (place.kind === "list") return `${walked} is a list: write ${walked}[0].${name}`;
  if (place.kind === "set") return `elements of the set ${walked} have no address: write ${walked}`;
  if (place.kind === "map") return `that has no effect on the map ${walked}: write ${walked}["${name}"]`;
  return memberOf(place, name) ?? `there is no ${name}${walked === "" ? "" : ` in ${walked}`}: correct or remove it`;
}

function byIndex(place: Place, step: string, walked: string): Place | string {
  if (place.kind === "dynamic") return place;
  if (place.kind === "set") return `elements of the set ${walked} have no address: write ${walked}`;
  if (place.kind === "list" && /\d/.test(step)) return place.element;
  if (place.kind === "map" && step.startsWith('["')) return place.element;
  return `${walked} has no element ${step}: remove the brackets`;
}
