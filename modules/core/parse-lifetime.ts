import { entries } from "./parse-group";
import { oneOf, type Problem } from "./problems";

/** Pull requests that can have a preview: what is behind the last of them would be too long for some service's names. */
export const mostPreviews = 999_999;

const previewName = /^pr-([1-9]\d{0,5})$/;

/** The number of the pull request that an environment of this name previews; undefined when the name is of another form. */
export function previewNumber(name: string): number | undefined {
  const [, digits] = previewName.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** What may be lost: whoever destroys an environment a week after its pull request looks at nothing in it first. */
const expendable = ["public", "internal"] as const;

const quoted = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));

function disposableProblems(raw: Readonly<Record<string, unknown>>, path: string): readonly Problem[] {
  const { dataClass, delivery, stores } = raw;
  const crowded = Object.entries(entries(raw["groups"])).flatMap(([group, value]) => {
    const names = Object.keys(entries(entries(value)["sites"]));
    return names.length > 1 ? [{ path: `${path}.groups.${group}.sites`, names }] : [];
  });
  return [
    ...(previewNumber(path) === undefined
      ? [
          {
            path: `${path}.lifetime`,
            message: `"disposable" is only for environments named pr-<number>, 1 to ${mostPreviews}: what exists under another name keeps its protection; leave it out, or make a preview (modules/core/preview.ts)`,
          },
        ]
      : []),
    ...(expendable.some((allowed) => allowed === dataClass)
      ? []
      : [
          {
            path: `${path}.dataClass`,
            message: `${quoted(dataClass)} stands for data that must not be lost, also when nothing is said; in a disposable environment choose ${oneOf(expendable)}`,
          },
        ]),
    ...(delivery === undefined
      ? []
      : [
          {
            path: `${path}.delivery`,
            message: "makes identities that outlive a disposable environment; leave it out",
          },
        ]),
    ...(stores === undefined || stores === path
      ? [
          {
            path: `${path}.stores`,
            message: `is ${quoted(stores)}, but the state of a disposable environment must outlive it; name another environment with the same groups and sites`,
          },
        ]
      : []),
    ...crowded.map(({ path: sites, names }) => ({
      path: sites,
      message: `has ${names.length} sites (${names.join(", ")}), but a disposable environment has one a group, because nothing in it is worth a standby; keep one`,
    })),
  ];
}

function keptProblems({ stores, lifetime }: Readonly<Record<string, unknown>>, path: string): readonly Problem[] {
  return [
    ...(previewNumber(path) === undefined
      ? []
      : [
          {
            path: `${path}.lifetime`,
            message: `${quoted(lifetime)} does not go with the name: pr-<number> is destroyed with its pull request; choose "disposable", or another name`,
          },
        ]),
    ...(stores === undefined
      ? []
      : [
          {
            path: `${path}.stores`,
            message: `${quoted(stores)} is for disposable environments: one that is kept has stores of its own; leave it out`,
          },
        ]),
  ];
}

/**
 * Checks that what must survive cannot be disposable: that needs a name which nothing else may have, and another name is
 * another environment, with addresses and stacks of its own.
 */
export function lifetimeProblems(raw: Readonly<Record<string, unknown>>, path: string): readonly Problem[] {
  return raw["lifetime"] === "disposable" ? disposableProblems(raw, path) : keptProblems(raw, path);
}
