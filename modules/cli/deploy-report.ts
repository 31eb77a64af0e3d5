import { counted } from "../core/counted";
import type { Diagnostic, Failure, StackResult } from "../deploy/contract";
import { outcomeLook, outcomeText } from "./deploy-words";
import type { Channel } from "./terminal";
import { type Column, wrap } from "./table";
import { seconds } from "./words";

const countColumn = (title: string, key: "add" | "change" | "replace" | "destroy"): Column<StackResult> => ({
  title,
  text: (result) => ("plan" in result && result.plan !== undefined ? String(result.plan[key]) : ""),
  align: "right",
});

/** How the stacks of a deployment are summed up. */
export const resultColumns: readonly Column<StackResult>[] = [
  { title: "stack", text: ({ stack }) => stack },
  countColumn("add", "add"),
  countColumn("change", "change"),
  { ...countColumn("replace", "replace"), look: (result) => warns(result, "replace") },
  { ...countColumn("destroy", "destroy"), look: (result) => warns(result, "destroy") },
  {
    title: "time",
    text: ({ outcome, milliseconds }) => (outcome === "not reached" ? "" : seconds(milliseconds)),
    align: "right",
  },
  { title: "outcome", text: outcomeText, look: outcomeLook },
];

function warns(result: StackResult, key: "replace" | "destroy") {
  return "plan" in result && result.plan !== undefined && result.plan[key] > 0 ? "yellow" : undefined;
}

/** How many errors of one stack are told; all are in its log. */
const told = 5;

/** Of what Terraform explains, the beginning says what happened, the rest what one may do about it. */
const detailLines = 6;

/** What is the same whenever a resource protects itself, said once instead of each time. */
const kept = "Instance cannot be destroyed";

function diagnosticLines({ summary, detail, address }: Diagnostic, { paint, width }: Channel): readonly string[] {
  if (summary === kept) return [`  ${paint("red", address ?? summary)} prevents its own destruction (prevent_destroy)`];
  const head = address === undefined || summary.includes(address) ? summary : `${address}: ${summary}`;
  const lines = detail
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, detailLines);
  return [
    ...wrap(head, width, "  ").map((line) => paint("red", line)),
    ...lines.flatMap((line) => wrap(line.trim(), width, "    ")),
  ];
}

function causeLines({ lock, diagnostics }: Failure, err: Channel): readonly string[] {
  if (lock === undefined) {
    const shown = diagnostics[0].summary === kept ? diagnostics.length : told;
    const left = diagnostics.length - shown;
    return [
      ...diagnostics.slice(0, shown).flatMap((diagnostic) => diagnosticLines(diagnostic, err)),
      ...(left > 0 ? [`  and ${counted(left, "more error")}`] : []),
    ];
  }
  const { id, who = "somebody", since, operation, unlock } = lock;
  const doing = operation === undefined || operation === "" ? "" : ` to ${operation}`;
  return [
    `  ${err.paint("red", `its state is locked by ${who}${doing}${since === undefined ? "" : `, since ${since}`}`)}`,
    `    lock id: ${id}`,
    `    wait until that ends; when nobody is behind it any more: ${unlock}`,
  ];
}

const verbs = {
  initialize: "initialize",
  plan: "plan",
  apply: "apply",
  destroy: "destroy",
  "move the state": "move its state into its store",
} as const;

/** What went wrong with a stack: the cause first, where all of it can be read last. Nothing for one that is well. */
export function failureLines(result: StackResult, err: Channel): readonly string[] {
  const title = err.paint("bold", result.stack);
  if (result.outcome === "refused")
    return [
      `${err.paint("red", "refused:")} ${title}`,
      ...result.losses.flatMap(({ path, message }) => [
        `  ${err.paint("red", path.slice(result.stack.length + 1))}`,
        ...wrap(message, err.width, "    "),
      ]),
      "",
    ];
  if (result.outcome !== "failed") return [];
  const { failure } = result;
  return [
    `${err.paint("red", "error:")} ${title} failed to ${verbs[failure.step]}`,
    ...causeLines(failure, err),
    `  all that Terraform said: ${failure.log}`,
    "",
  ];
}
