import { z } from "zod";
import { type StackJson, stackOf } from "../../support/synthesis";

/** A change to a synthesized stack, as somebody's code would make it. */
export interface Edit {
  readonly apply: (stack: StackJson) => StackJson;
  /** Of the resource that it changes; empty when it is none. */
  readonly address: string;
  /** Dotted, without indexes; empty when it is the resource as a whole. */
  readonly attribute: string;
}

type Step = string | number;
type Fields = Readonly<Record<string, unknown>>;

const fieldsShape = z.record(z.string(), z.unknown());
const fields = (value: unknown): Fields => fieldsShape.safeParse(value).data ?? {};

/** A place within a value, made another. Where a block is a list and no number is given, in each of the list. */
function changed(value: unknown, path: readonly Step[], change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((element: unknown, index) => {
      if (typeof step === "number") return index === step ? changed(element, rest, change) : element;
      return changed(element, path, change);
    });
  return { ...fields(value), [step]: changed(fields(value)[step], rest, change) };
}

const stepsOf = (address: string): readonly [type: string, name: string] => {
  const [type = "", ...name] = address.split(".");
  return [type, name.join(".")];
};

const steps = (path: string): readonly Step[] =>
  path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));

const read = (stack: unknown): StackJson => stackOf(JSON.stringify(stack));

function bodyOf(stack: StackJson, address: string): unknown {
  const [type, name] = stepsOf(address);
  const body = stack.resource?.[type]?.[name];
  if (body === undefined) throw new Error(`there is no ${address} to change`);
  return body;
}

/** Makes an attribute another. @param path - dotted; a number is an index */
function alter(address: string, path: string, change: (old: unknown) => unknown): Edit {
  const apply = (stack: StackJson) => {
    bodyOf(stack, address);
    return read(changed(stack, ["resource", ...stepsOf(address), ...steps(path)], change));
  };
  return { apply, address, attribute: path.replaceAll(/\.\d+(?=\.|$)/g, "") };
}

/** Sets an attribute. */
export const set = (address: string, path: string, value: unknown): Edit => alter(address, path, () => value);

/** Takes an attribute out. */
export const unset = (address: string, path: string): Edit => alter(address, path, () => undefined);

/** Changes a list. */
export const alterList = (
  address: string,
  path: string,
  change: (old: readonly unknown[]) => readonly unknown[],
): Edit => alter(address, path, (old) => change(z.array(z.unknown()).parse(old)));

/** Changes a text, which must hold what is to be replaced. */
export const replaceText = (address: string, path: string, from: string | RegExp, to: string): Edit =>
  alter(address, path, (old) => {
    const text = z
      .string()
      .parse(old)
      .replace(from, () => to);
    if (text === old) throw new Error(`${address} has no ${String(from)} in ${path}`);
    return text;
  });

/** Describes a new resource. */
export function add(address: string, body: unknown): Edit {
  return {
    apply: (stack) => read(changed(stack, ["resource", ...stepsOf(address)], () => body)),
    address,
    attribute: "",
  };
}

/** Describes resources no more, and lets nothing wait for them. */
export function remove(...addresses: readonly string[]): Edit {
  const without = (body: unknown): unknown => {
    const waits: unknown = fields(body)["depends_on"];
    if (!Array.isArray(waits)) return body;
    return { ...fields(body), depends_on: waits.filter((on) => !addresses.includes(String(on))) };
  };
  const apply = (stack: StackJson) => {
    for (const address of addresses) bodyOf(stack, address);
    const kept = Object.entries(stack.resource ?? {}).map(([type, bodies]) => {
      const left = Object.entries(bodies).filter(([name]) => !addresses.includes(`${type}.${name}`));
      return [type, Object.fromEntries(left.map(([name, body]) => [name, without(body)]))] as const;
    });
    // Terraform takes a type of which there is nothing for a mistake.
    const resource = Object.fromEntries(kept.filter(([, bodies]) => Object.keys(bodies).length > 0));
    return read({ ...stack, resource });
  };
  return { apply, address: addresses[0] ?? "", attribute: "" };
}

/** Lets go of a resource without destroying it. */
export function forget(address: string): Edit {
  const removed = [{ from: address, lifecycle: { destroy: false } }];
  return { ...remove(address), apply: (stack) => read({ ...remove(address).apply(stack), removed }) };
}

/** Gives a resource another address. */
export function move(from: string, to: string): Edit {
  const apply = (stack: StackJson) => {
    const moves: unknown = stack["moved"];
    const moved = [...z.array(z.unknown()).default([]).parse(moves), { from, to }];
    return read({ ...all(remove(from), add(to, bodyOf(stack, from))).apply(stack), moved });
  };
  return { apply, address: to, attribute: "" };
}

/** Changes a part of the stack that is no resource. */
export function alterStack(path: string, value: unknown): Edit {
  return { apply: (stack) => read(changed(stack, steps(path), () => value)), address: "", attribute: "" };
}

/** Adds a statement to a policy. */
export const allow = (address: string, attribute: string, statement: Fields): Edit =>
  alter(address, attribute, (old) => {
    const policy = fields(JSON.parse(z.string().parse(old)));
    const statements = z.array(z.unknown()).parse(policy["Statement"]);
    return JSON.stringify({ ...policy, Statement: [...statements, statement] });
  });

/** Several edits, one after the other; it is where the first is. */
export function all(...edits: readonly Edit[]): Edit {
  const [first] = edits;
  const { address, attribute } = first ?? { address: "", attribute: "" };
  return { apply: (stack) => edits.reduce((edited, edit) => edit.apply(edited), stack), address, attribute };
}
