import { createInterface } from "node:readline/promises";

/** Whether somebody can be asked: who types and who reads are at a terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Whether somebody types `expected` when asked. Anything else, an end of input or an interrupt is a no. */
export async function confirm(question: string, expected: string, signal: AbortSignal): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((done) => {
    for (const event of ["SIGINT", "close"]) asking.once(event, () => done(""));
    signal.addEventListener("abort", () => done(""), { once: true });
  });
  try {
    const answer = await Promise.race([asking.question(`${question} `), ended]);
    return answer.trim() === expected;
  } finally {
    asking.close();
  }
}
