import { entries } from "../core/parse-group";
import { asList, own } from "../schema/json";
import { schemaOf } from "../schema/load";
import type { AttributeChange, ReviewedChange, ReviewedPlan, StackJson } from "./contract";
import { resourcesOf } from "./stack-json";
import { code, plain, table, value } from "./tell/text";

/** A resource that somebody changed outside Terraform. */
export interface Drifted {
  readonly stack: string;
  readonly address: string;
  /** Whether it was deleted. */
  readonly gone: boolean;
  readonly concerns: ReviewedChange["concerns"];
  /** What a person can have changed, and the description does not leave to others. */
  readonly attributes: readonly AttributeChange[];
}

/** `settings[0].tier` and `settings.0.tier` are one path. */
const dotted = (path: string) => path.replaceAll(/\[(\w+)\]/g, ".$1");

/** Paths that the description leaves to others, by address: autoscalers and vendors change them, and shall. */
function leftToOthers(stack: StackJson, address: string): readonly string[] {
  const described = resourcesOf(stack).find((resource) => address === resource.address);
  const ignored = entries(described?.body["lifecycle"])["ignore_changes"];
  return ignored === "all" ? [""] : asList(ignored).flatMap((path) => (typeof path === "string" ? [dotted(path)] : []));
}

const covers = (left: string, path: string) => left === "" || path === left || path.startsWith(`${left}.`);

/**
 * Whether a person can have changed it, described or not: a port that somebody opened is in no description. What only the
 * provider tells changes by itself.
 */
function isSettable(type: string, { path }: AttributeChange): boolean {
  const [name = path] = path.split(/[.[]/, 1);
  const schema = schemaOf(type);
  const member = schema && (own(schema.attributes, name) ?? own(schema.blocks, name));
  return member?.mode !== "computed";
}

/** What of a plan that only looks is somebody's doing: what a cloud says of itself, and what is left to others, is not. */
export function driftedIn(stack: string, { drift }: ReviewedPlan, described: StackJson): readonly Drifted[] {
  return drift.flatMap(({ address, type, after, concerns, attributes }): readonly Drifted[] => {
    if (after === null) return [{ stack, address, gone: true, concerns, attributes: [] }];
    const left = leftToOthers(described, address);
    const ours = attributes.filter(
      (attribute) => isSettable(type, attribute) && !left.some((path) => covers(path, dotted(attribute.path))),
    );
    return ours.length === 0 ? [] : [{ stack, address, gone: false, concerns, attributes: ours }];
  });
}

/** An issue that a workflow keeps: it opens the one of this title, rewrites it, or closes it. */
export interface Issue {
  readonly open: boolean;
  /** Always the same for an environment: that is how the issue is found again. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** How many characters of rows, and of failures, an issue has at most: GitHub takes 65,536 of all. */
const room = { rows: 45_000, failures: 10_000 } as const;

/** The first lines that fit into a number of characters. */
function fitting(lines: readonly string[], most: number): readonly string[] {
  let left = most;
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return end === -1 ? lines : lines.slice(0, end);
}

function rowsOf({ stack, address, gone, attributes }: Drifted): readonly (readonly string[])[] {
  const where = [code(stack), code(address)];
  if (gone) return [[...where, "", "", "was deleted"]];
  return attributes.map(({ path, before, after }) => [...where, code(path), value(before, 100), value(after, 100)]);
}

/**
 * What an issue about an environment's drift says. It is open as long as anything drifted, or could not be looked at.
 * @param failures - why stacks could not be looked at
 */
export function driftIssue(environment: string, drifted: readonly Drifted[], failures: readonly string[]): Issue {
  const rows = table(["stack", "resource", "attribute", "described", "is"], drifted.flatMap(rowsOf));
  const shownRows = fitting(rows, room.rows);
  const reasons = failures.map((failure) => `- ${plain(failure)}`);
  const shownReasons = fitting(reasons, room.failures);
  const more = rows.length - shownRows.length + reasons.length - shownReasons.length;
  const open = drifted.length > 0 || failures.length > 0;
  const body = open
    ? [
        ...(rows.length === 0 ? [] : ["Somebody changed this outside Terraform:", "", ...shownRows, ""]),
        ...(reasons.length === 0 ? [] : ["This could not be looked at:", "", ...shownReasons, ""]),
        ...(more === 0 ? [] : [`And ${more} more, which the command below tells.`, ""]),
        "Find out who changed it, and why. Then either describe it, or deploy: that puts back what is described.",
        "",
        `\`understudy drift ${environment} --on cloud\` tells it anew. This issue closes itself when nothing differs.`,
      ]
    : ["Nothing differs from what is described."];
  return { open, title: `Drift in ${environment}`, body: body.join("\n") };
}
