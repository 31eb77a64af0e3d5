import { entries } from "../core/parse-group";
import { asList } from "../schema/json";
import type { StackJson } from "./contract";

/** A resource as a stack describes it. */
export interface Described {
  readonly address: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The resources that a stack describes. */
export function resourcesOf(stack: StackJson): readonly Described[] {
  return Object.entries(entries(stack["resource"])).flatMap(([type, named]) =>
    Object.entries(entries(named)).map(([name, body]) => ({ address: `${type}.${name}`, type, body: entries(body) })),
  );
}

/** A resource that two syntheses of a stack both describe, whether it has moved or not. */
export interface Kept {
  readonly before: Described;
  readonly after: Described;
}

/** What both syntheses describe, by the address that it has now. */
export function keptResources(base: StackJson, head: StackJson): readonly Kept[] {
  const moves = new Map(
    asList(head["moved"]).map((move) => {
      const { from, to } = entries(move);
      return [to, from] as const;
    }),
  );
  const before = resourcesOf(base);
  return resourcesOf(head).flatMap((after) => {
    const earlier = moves.get(after.address) ?? after.address;
    const found =
      before.find(({ address }) => address === earlier) ?? before.find(({ address }) => address === after.address);
    return found === undefined ? [] : [{ before: found, after }];
  });
}

/** The configurations of a provider in a stack. */
export function providersOf(stack: StackJson, name: string): readonly Readonly<Record<string, unknown>>[] {
  return asList(entries(stack["provider"])[name]).map(entries);
}
