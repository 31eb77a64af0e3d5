import { valuesAt } from "../../core/promise";
import type { ReviewedChange, Unseen, Values } from "../contract";

/** How a value of an attribute becomes worse. Each is silent about what only becomes better. */
export type Worse =
  /** It was so, and is no more. */
  | { readonly isNoMore: string | number | boolean }
  /** It may not become so. */
  | { readonly becomes: string | number | boolean }
  /** The least of its amounts is less, or there are fewer: `7`, `"2592000s"`. */
  | "less"
  /** As `less`, and 0 stands for ever. */
  | "less than ever"
  /** The greatest of its amounts is more, or it is gone. */
  | "more"
  /** It takes effect earlier than before, or for the first time: an expiry. */
  | "sooner"
  /** One of its values is gone. */
  | "fewer"
  /** It is another. */
  | "other"
  /** One of the abilities that a value stands for is gone. */
  | { readonly losesAbility: Readonly<Record<string, readonly string[]>> };

/** An attribute that guards something. */
export interface Guard {
  /** Dotted, without indexes. */
  readonly path: string;
  readonly worse: Worse;
  /** What is lost when it becomes worse, as the end of a sentence. */
  readonly lost: string;
}

/** Guards by the type of resource that has them. */
export type Guards = Readonly<Record<string, readonly Guard[]>>;

/** A guard that a change weakens, and what it was and will be. */
export interface Weakened extends Guard {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const noIndex = (path: string) => path.replaceAll(/\[[^\]]*\]/g, "");

/** The values at a path, those of lists one by one; what is not given is none. */
function valuesOf(body: Values | null, path: string): readonly unknown[] {
  return valuesAt(body ?? {}, path)
    .flat()
    .filter((value) => value !== null && value !== "");
}

/** Where a plan does not say what a value will be. */
function unseenAt({ unseen }: Pick<ReviewedChange, "unseen">, path: string): Unseen | undefined {
  return unseen.find((place) => {
    const plain = noIndex(place.path);
    return plain === path || path.startsWith(`${plain}.`) || plain.startsWith(`${path}.`);
  });
}

/** `7`, `"7"` and `"7s"` alike. */
function amount(value: unknown): number | undefined {
  const [, digits] = /^(\d+(?:\.\d+)?)s?$/.exec(String(value)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const amounts = (values: readonly unknown[]) => values.flatMap((value) => amount(value) ?? []);

const isIn = (values: readonly unknown[]) => (value: unknown) =>
  values.some((other) => JSON.stringify(other) === JSON.stringify(value));

function isLess(before: readonly number[], after: readonly number[]): boolean {
  return before.length > 0 && (after.length < before.length || Math.min(...after) < Math.min(...before));
}

/** No expiry is written as 0 days. */
const isSet = (days: number) => days > 0;

const isSooner = (before: readonly number[], after: readonly number[]) =>
  after.length > 0 && (before.length === 0 || Math.min(...after) < Math.min(...before));

const endless = (values: readonly number[]) => values.map((value) => (value === 0 ? Infinity : value));

function isWorse(worse: Worse, before: readonly unknown[], after: readonly unknown[]): boolean {
  if (typeof worse === "object") {
    if ("isNoMore" in worse)
      return isIn(before)(worse.isNoMore) && !(after.length > 0 && after.every(isIn([worse.isNoMore])));
    if ("becomes" in worse) return isIn(after)(worse.becomes) && !isIn(before)(worse.becomes);
    const abilities = (values: readonly unknown[]) =>
      values.flatMap((value) => worse.losesAbility[String(value)] ?? []);
    return abilities(before).some((ability) => !abilities(after).includes(ability));
  }
  const [was, is] = [amounts(before), amounts(after)];
  switch (worse) {
    case "less":
      return isLess(was, is);
    case "less than ever":
      return isLess(endless(was), endless(is));
    case "more":
      return was.length > 0 && (is.length < was.length || Math.max(...is) > Math.max(...was));
    case "sooner":
      return isSooner(was.filter(isSet), is.filter(isSet));
    case "fewer":
      return before.some((value) => !isIn(after)(value));
    case "other":
      return before.length > 0 && JSON.stringify(before) !== JSON.stringify(after);
  }
}

function text(values: readonly unknown[]): string | undefined {
  const [first] = values;
  return values.length <= 1 ? (first === undefined ? undefined : JSON.stringify(first)) : JSON.stringify(values);
}

/** What refers to a resource that is made anew is known later, and is still there. */
const names: ReadonlySet<Worse> = new Set(["fewer", "other"]);

/**
 * The guards that a change of one resource weakens. What nobody can see is taken to be weaker.
 * @param isGiven - whether people give an attribute: what only the provider does is not theirs to weaken
 */
export function weakened(
  guards: readonly Guard[],
  change: ReviewedChange,
  isGiven: (path: string) => boolean = () => true,
): readonly Weakened[] {
  if (change.before === null || change.after === null) return [];
  const { before, after } = change;
  return guards.flatMap((guard): readonly Weakened[] => {
    const [was, is] = [valuesOf(before, guard.path), valuesOf(after, guard.path)];
    const hidden = unseenAt(change, guard.path);
    if (hidden?.because === "known after apply" && (names.has(guard.worse) || !isGiven(guard.path))) return [];
    const isHidden = hidden?.because === "sensitive" || (hidden !== undefined && was.length > 0);
    if (!isHidden && !isWorse(guard.worse, was, is)) return [];
    return [{ ...guard, before: text(was), after: hidden === undefined ? text(is) : `(${hidden.because})` }];
  });
}
