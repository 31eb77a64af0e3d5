import { entries } from "../core/parse-group";
import { valuesAt } from "../core/promise";
import { asList } from "../schema/json";
import type { StackJson, Subject } from "./contract";

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

/** What a stack gives for an attribute, its references unresolved; undefined where the stack does not describe the resource. */
export function givenAt(stack: StackJson | undefined, address: string, path: string): readonly unknown[] | undefined {
  const described = stack && resourcesOf(stack).find((resource) => resource.address === address);
  return described && valuesAt(described.body, path);
}

/** Whether people give an attribute, or gave it until now, rather than the provider. Of what no stack describes: they may. */
export function isGiven({ base, head }: Pick<Subject, "base" | "head">, address: string, path: string): boolean {
  const [before, after] = [givenAt(base, address, path), givenAt(head, address, path)];
  if (before === undefined && after === undefined) return true;
  return [before, after].some((given) => given !== undefined && given.length > 0);
}
