import { createHash } from "node:crypto";
import { version } from "../../../package.json";
import type { Finding, Review, Weight } from "../contract";
import { allFindings, type Told } from "./findings";
import { ruleWords } from "./rules";

/** Where files are in the repository, with slashes, relative to its root. */
export interface Places {
  /** The folder of the environments: `environments`. */
  readonly environments: string;
  /** The file of the waivers. */
  readonly waivers: string;
  /** The folder of a synthesis, for stacks of no environment: `cdktf.out`. */
  readonly output: string;
}

const levels: Readonly<Record<Weight, "error" | "warning" | "note">> = {
  blocks: "error",
  risk: "warning",
  notice: "note",
};

/** A SARIF message is a format: braces are doubled (section 3.11.5), and what looks like a link is broken (3.11.6). */
const message = (text: string) => ({
  text: text.replace(/[{}]/g, "$&$&").replaceAll("](", "] ("),
});

const ruleIds = Object.keys(ruleWords);
const rules = Object.entries(ruleWords).map(([id, { title, help, usual }]) => ({
  id,
  name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
  shortDescription: { text: `${title.charAt(0).toUpperCase()}${title.slice(1)}` },
  fullDescription: { text: help },
  help: { text: help, markdown: help },
  defaultConfiguration: { level: levels[usual] },
}));

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

/** A path in a repository as a relative URI; a lone half of a letter has none, and becomes the sign for that. */
const uriOf = (...parts: readonly string[]) =>
  parts
    .flatMap((part) => part.split("/"))
    .map((part) => encodeURIComponent(Buffer.from(part).toString()))
    .join("/");

/** The file that somebody would change: the waivers, the environment's description, or what was synthesized of no environment. */
function fileOf({ rule, stack }: Finding, environments: ReadonlyMap<string, string>, places: Places): string {
  if (rule === "waiver") return uriOf(places.waivers);
  const environment = environments.get(stack);
  return environment === undefined
    ? uriOf(places.output, "stacks", stack, "cdk.tf.json")
    : uriOf(places.environments, `${environment}.ts`);
}

const wordsOf = ({ finding: { address, attribute, stack, message: said }, active }: Told) =>
  [
    address === "" ? stack : `${address}${attribute === "" ? "" : `.${attribute}`} in ${stack}`,
    ...(active === undefined ? [] : [` with ${active} active`]),
    `: ${said}`,
  ].join("");

/** The same for the same finding of any review: values and words are not in it. Equal ones are numbered. */
function fingerprints(all: readonly Told[]): readonly string[] {
  const seen = new Map<string, number>();
  return all.map(({ finding: { rule, stack, address, attribute }, active }) => {
    const key = JSON.stringify([rule, stack, address, attribute, active ?? null]);
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return hash(`${key}${number}`);
  });
}

/**
 * A review as SARIF 2.1.0, for code scanning: a rule with help for every rule of the gate, a result for every finding. A
 * waiver is a suppression of its finding; what could not be looked at makes the run unsuccessful.
 */
export function tellSarif(review: Review, places: Places): string {
  const all = allFindings(review);
  const prints = fingerprints(all);
  const environments = new Map(review.stacks.map(({ stack, environment }) => [stack, environment]));
  const results = all.map((told, index) => {
    const { rule, weight, stack, address, waivedBy } = told.finding;
    return {
      ruleId: rule,
      ruleIndex: ruleIds.indexOf(rule),
      level: levels[weight],
      message: message(wordsOf(told)),
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: fileOf(told.finding, environments, places) },
            region: { startLine: 1 },
          },
          logicalLocations: [{ fullyQualifiedName: address === "" ? stack : `${stack}/${address}`, kind: "resource" }],
        },
      ],
      // GitHub tells alerts apart by the first of these, and would work it out from the line: line 1, for all of a file.
      partialFingerprints: { primaryLocationLineHash: prints[index], "understudyFinding/v1": prints[index] },
      ...(waivedBy && {
        suppressions: [{ kind: "external", status: "accepted", justification: waivedBy.reason }],
      }),
    };
  });
  const run = {
    tool: {
      driver: {
        name: "Understudy",
        semanticVersion: version,
        rules,
      },
    },
    invocations: [
      {
        executionSuccessful: review.verdict !== "error",
        toolExecutionNotifications: review.errors.map((error) => ({ level: "error", message: message(error) })),
      },
    ],
    columnKind: "utf16CodeUnits",
    results,
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}
