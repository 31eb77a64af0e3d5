import type { Reference, Step } from "../expression";
import { isAbsent } from "../json";
import { memberOf } from "./place";
import type { Place } from "./place";
import type { Item, Stack } from "./stack";

/** What a reference in a stack can lead to. */
export interface Targets {
  /** Resources, data sources and ephemeral resources by address. */
  readonly items: ReadonlyMap<string, Item>;
  /** Provider configurations, "aws.oregon". */
  readonly providers: ReadonlySet<string>;
  /** Variables, locals and modules. */
  readonly names: ReadonlySet<string>;
}

/** All that the references of a stack can lead to. */
export function targetsOf({ items, names }: Stack): Targets {
  const providers = items
    .filter(({ section }) => section === "provider")
    .map(({ address }) => address.slice("provider.".length));
  return { items: new Map(items.map((item) => [item.address, item])), providers: new Set(providers), names };
}

const always = new Set(["each", "count", "self", "path", "terraform", "provider"]);

/** What is wrong with a reference, and what to do; undefined if it leads somewhere. */
export function refuseReference({ head, steps }: Reference, targets: Targets): string | undefined {
  if (always.has(head)) return undefined;
  const words = [head, ...steps.map((step) => (step.kind === "name" ? step.name : ""))];
  if (head === "var" || head === "local" || head === "module") {
    const name = words.slice(0, 2).join(".");
    return targets.names.has(name) ? undefined : `refers to ${name}, which this stack does not have: declare it`;
  }
  const depth = head === "data" || head === "ephemeral" ? 3 : 2;
  const address = words.slice(0, depth).join(".");
  const item = targets.items.get(address);
  if (!item) return `refers to ${address}, which this stack does not have: refer to one that it has`;
  return item.schema && follow(steps.slice(depth - 1), item, address);
}

function follow(steps: readonly Step[], { schema, body }: Item, address: string): string | undefined {
  const repeated = !isAbsent(body["count"]) || !isAbsent(body["for_each"]);
  const [first] = steps;
  if (repeated && first?.kind === "name") return `refers to ${address}, of which there are several: add [0] or ["key"]`;
  if (!repeated && first?.kind === "index")
    return `refers to one of ${address}, which is only one: remove the brackets`;
  if (!schema) return undefined;
  let place: Place = { kind: "body", block: schema };
  let walked = address;
  for (const step of first && first.kind !== "name" ? steps.slice(1) : steps) {
    const next: Place | undefined = advance(place, step);
    const text = textOf(step);
    if (!next) return `refers to ${walked}${text}, but ${explain(place, walked, text)}`;
    place = next;
    walked += text;
  }
  return undefined;
}

function advance(place: Place, step: Step): Place | undefined {
  if (place.kind === "dynamic") return place;
  if (step.kind === "name") return place.kind === "map" ? place.element : memberOf(place, step.name);
  if (place.kind === "list" || place.kind === "map") return place.element;
  // A splat takes one thing for a list of one.
  if (step.kind === "any") return place.kind === "set" ? place.element : place;
  return typeof step.key === "string" ? memberOf(place, step.key) : undefined;
}

function explain(place: Place, walked: string, text: string): string {
  if (place.kind === "list") return `${walked} is a list: write ${walked}[0]${text}`;
  if (place.kind === "set") return `${walked} is a set: write one(${walked}[*]${text})`;
  return `there is no such attribute: correct or remove it`;
}

function textOf(step: Step): string {
  if (step.kind === "name") return `.${step.name}`;
  return step.kind === "any" ? "[*]" : `[${JSON.stringify(step.key)}]`;
}
