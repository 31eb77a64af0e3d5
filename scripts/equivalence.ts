import { type Cloud, clouds } from "../modules/core/cloud";
import { type Evidence, matching, type Promises, type Resources, valuesAt } from "../modules/core/promise";

/** How people call a cloud in a table's head. */
const titles = { aws: "AWS", gcp: "GCP", azure: "Azure" } as const satisfies Record<Cloud, string>;

/** All resources of one group, whichever stack they stand in. */
export type ResourcesOf = (cloud: Cloud, stack: Promises["stack"]) => readonly Resources[];

const escaped = (text: string) => text.replaceAll("|", "\\|");

/** One attribute as it was really synthesized, or that it is absent. */
function attribute(path: string, bodies: readonly unknown[]): string {
  const values = [...new Set(bodies.flatMap((body) => valuesAt(body, path)).map((value) => JSON.stringify(value)))];
  if (values.length === 0) return `no \`${path}\``;
  const [only = ""] = values;
  const readable = values.length === 1 && only.length <= 40 && !only.includes("${");
  return readable ? `\`${path}\` ${only}` : `\`${path}\``;
}

function evidence(piece: Evidence, resources: readonly Resources[]): string {
  const bodies = resources.flatMap((some) => matching(piece, some).map(([, body]) => body));
  const address = piece.name === undefined ? piece.type : `${piece.type}.${piece.name}`;
  const often = piece.count === undefined || piece.count === 1 ? "" : ` × ${piece.count}`;
  const where = piece.at === undefined ? "" : ` (${piece.at.replace("paired-origin", "origin of a pair")})`;
  const attributes = Object.keys(piece.has ?? {}).map((path) => attribute(path, bodies));
  return escaped([`\`${address}\`${often}${where}`, ...attributes].join(", "));
}

function table({ promises, stack }: Promises, resourcesOf: ResourcesOf): readonly string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["promise", ...clouds.map((cloud) => titles[cloud])]),
    row(["---", "---", "---", "---"]),
    ...promises.map((promise) =>
      row([
        promise.promise,
        ...clouds.map((cloud) => {
          const gap = promise.gaps?.[cloud];
          const kept = promise[cloud].map((piece) => evidence(piece, resourcesOf(cloud, stack))).join("<br>");
          return gap === undefined ? kept : `${kept}${kept === "" ? "" : "<br>"}**not equivalent:** ${escaped(gap)}`;
        }),
      ]),
    ),
  ];
}

/** docs/equivalence.md: every promise, and what keeps it on each cloud, read off what production synthesizes. */
export function renderEquivalence(all: readonly Promises[], resourcesOf: ResourcesOf): string {
  const sections = all.flatMap((promises) => [`## ${promises.capability}`, "", ...table(promises, resourcesOf), ""]);
  return [
    "# Equivalence",
    "",
    "What each capability promises, in the same words on three clouds, and what keeps the promise there. Written by",
    "`npm run docs` from `modules/*/promises.ts` and from production as synthesized; a test fails when it is stale.",
    "Values are production's. Where a cloud keeps a promise less well than the others, the cell says so.",
    "",
    ...sections,
  ].join("\n");
}
