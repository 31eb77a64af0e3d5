import { counted } from "../core/counted";
import { isWell } from "../deploy";
import type { ChangeOptions, StackResult } from "../deploy/contract";
import { changeLines } from "./deploy-words";
import { failureLines, resultColumns } from "./deploy-report";
import type { Deployment } from "./deployment";
import type { Display } from "./display";
import { Unsuccessful } from "./failure";
import { interruptible } from "./interrupt";
import { display } from "./progress";
import { printNotes } from "./synthesis";
import { table } from "./table";
import type { Channel, Terminal } from "./terminal";

/** What is known while a deployment runs. */
export interface Running {
  readonly options: ChangeOptions;
  readonly display: Display;
  readonly signal: AbortSignal;
}

/** Works under the eyes of whoever started it: progress, and interrupts that Terraform survives. */
export async function shown<Result>(
  terminal: Terminal,
  work: (display: Display, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const drawn = await display(terminal);
  try {
    return await interruptible(
      (text) => drawn.say(text),
      (signal) => work(drawn, signal),
    );
  } finally {
    await drawn.end();
  }
}

/** Runs a deployment as {@link shown}. */
export function watch(
  { output, stacks, target, binary, without }: Deployment,
  terminal: Terminal,
  work: (running: Running) => Promise<readonly StackResult[]>,
): Promise<readonly StackResult[]> {
  return shown(terminal, (drawn, signal) =>
    work({
      options: {
        output,
        stacks,
        target,
        binary,
        signal,
        onEvent: (event) => drawn.show(event),
        ...(without !== undefined && { without }),
      },
      display: drawn,
      signal,
    }),
  );
}

/** What plans would do beyond adding, by stack: what somebody who says yes should have read. */
export function planLines(results: readonly StackResult[], { paint }: Channel): readonly string[] {
  return results.flatMap((result) => {
    const lines = "plan" in result && result.plan !== undefined ? changeLines(result.plan.changes) : [];
    return lines.length === 0 ? [] : [paint("bold", result.stack), ...lines.map((line) => `  ${line}`), ""];
  });
}

/** What was not looked at, because it needs a region that is left out. */
function leftOutNotes(results: readonly StackResult[]): readonly string[] {
  return results.flatMap((result) => {
    const leftOut = "plan" in result ? (result.plan?.leftOut ?? []) : [];
    return leftOut.length === 0
      ? []
      : [
          `${result.stack} without ${counted(leftOut.length, "resource")}, until the region is back: ${leftOut.join(", ")}`,
        ];
  });
}

/**
 * The one table at the end, then every failure, then how to go on.
 * @param ways - notes that are told where something failed
 * @throws Unsuccessful when a stack did not get where it should
 */
export function conclude(results: readonly StackResult[], { out, err }: Terminal, ways: readonly string[] = []): void {
  out.print("", ...table(resultColumns, results, out.paint));
  printNotes(leftOutNotes(results), err);
  const failures = results.flatMap((result) => failureLines(result, err));
  if (failures.length > 0) err.print("", ...failures.slice(0, -1));
  printNotes(ways, err);
  if (!results.every(isWell)) throw new Unsuccessful("a stack did not get through");
}
