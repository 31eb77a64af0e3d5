import { isAbsent, isObject } from "../../modules/schema/json";
import type { Case } from "./recorded-cases";
import type { Answer } from "./recorded-runs";

/** How an answer compares with the recorded one. */
export interface Agreement {
  readonly from: string;
  readonly name: string;
  readonly type: string;
  /** What differs in what matters: refused or not, the actions, the paths that replace. Undefined: they agree. */
  readonly miss?: string;
  /** Whether the attributes known after apply only are the same; undefined where that was not recorded. */
  readonly unknown?: string;
  /** Whether the attributes that differ before and after are the same; undefined where that was not recorded. */
  readonly changed?: string;
}

const isEmpty = (value: unknown): boolean =>
  isAbsent(value) ||
  value === "" ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** A value in which null stands for everything empty. */
function simplified(value: unknown): unknown {
  if (isEmpty(value)) return null;
  if (Array.isArray(value)) {
    const inner = value.map(simplified);
    return inner.every((one) => one === null) ? null : inner;
  }
  if (!isObject(value)) return value;
  const given = Object.entries(value)
    .map(([key, inner]) => [key, simplified(inner)] as const)
    .filter(([, inner]) => inner !== null);
  return given.length === 0 ? null : Object.fromEntries(given.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** A text that is the same for values in which only null, "", 0, false, [] and {} stand for each other. */
const plain = (value: unknown) => JSON.stringify(simplified(value));

const listed = (names: readonly string[]) => [...new Set(names)].sort().join(" ");

function against(recorded: string, found: string): string {
  const [wanted, got] = [recorded.split(" "), found.split(" ")];
  const lacking = wanted.filter((name) => !got.includes(name)).map((name) => `-${name}`);
  const surplus = got.filter((name) => !wanted.includes(name)).map((name) => `+${name}`);
  return [...lacking, ...surplus].join(" ");
}

function missOf({ expect }: Case, answer: Answer | undefined): string | undefined {
  if (answer === undefined) return "no answer";
  const isRefused = !isAbsent(expect.error);
  if (isRefused !== (answer.refused !== undefined))
    return isRefused
      ? `recorded: refused (${expect.error ?? ""})`
      : `recorded: accepted; here refused: ${answer.refused ?? ""}`;
  if (isRefused) return undefined;
  const [recorded, found] = [expect.actions.join("+"), answer.actions.join("+")];
  if (recorded !== found)
    return `recorded: ${recorded}; here ${found} ${listed(differences(answer).changed)} ${pathsOf(answer.replacePaths)}`;
  const [paths, foundPaths] = [pathsOf(expect.replace_paths), pathsOf(answer.replacePaths)];
  return paths === foundPaths ? undefined : `recorded: replaced for ${paths}; here for ${foundPaths}`;
}

const pathsOf = (paths: readonly (readonly (string | number)[])[]) => listed(paths.map((path) => path.join(".")));

function differences({ before, after, afterUnknown }: Answer) {
  const unknown = Object.keys(afterUnknown).filter((name) => afterUnknown[name] === true);
  const isPartly = (name: string) => JSON.stringify(afterUnknown[name] ?? null).includes("true");
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => !unknown.includes(name) && plain(before[name] ?? null) !== plain(after[name] ?? null),
  );
  return {
    unknown,
    changed,
    partly: Object.keys(afterUnknown).filter((name) => !unknown.includes(name) && isPartly(name)),
  };
}

/** Compares what the simulated provider answered to a case with what the real one was recorded to. */
export function agreement(one: Case, answer: Answer | undefined): Agreement {
  const { from, name, type, expect } = one;
  const miss = missOf(one, answer);
  if (miss !== undefined || answer === undefined || answer.refused !== undefined || answer.actions.includes("no-op"))
    return { from, name, type, ...(miss !== undefined && { miss }) };
  const { unknown, changed } = differences(answer);
  return {
    from,
    name,
    type,
    ...(expect.unknown && { unknown: against(listed(expect.unknown), listed(unknown)) }),
    ...(expect.changed && { changed: against(listed(expect.changed), listed(changed)) }),
  };
}

/** How many cases of a type agree. */
interface Row {
  readonly type: string;
  readonly cases: number;
  readonly agree: number;
  readonly unknown: string;
  readonly changed: string;
}

const share = (texts: readonly (string | undefined)[]) => {
  const given = texts.filter((text) => text !== undefined);
  return given.length === 0 ? "" : `${given.filter((text) => text === "").length}/${given.length}`;
};

function rowOf(type: string, all: readonly Agreement[]): Row {
  return {
    type,
    cases: all.length,
    agree: all.filter(({ miss }) => miss === undefined).length,
    unknown: share(all.map(({ unknown }) => unknown)),
    changed: share(all.map(({ changed }) => changed)),
  };
}

/** A table: per type and in all, how many cases there are and how many agree. */
export function agreementTable(all: readonly Agreement[]): string {
  const types = [...new Set(all.map(({ type }) => type))].sort();
  const rows = [
    ...types.map((type) =>
      rowOf(
        type,
        all.filter((one) => one.type === type),
      ),
    ),
    rowOf("all", all),
  ];
  const width = Math.max(...rows.map(({ type }) => type.length));
  return [
    `${"type".padEnd(width)}  cases  agree    %   unknown   changed`,
    ...rows.map(({ type, cases, agree, unknown, changed }) =>
      [
        type.padEnd(width),
        String(cases).padStart(6),
        String(agree).padStart(6),
        ((100 * agree) / cases).toFixed(1).padStart(6),
        unknown.padStart(9),
        changed.padStart(9),
      ].join(" "),
    ),
  ].join("\n");
}
