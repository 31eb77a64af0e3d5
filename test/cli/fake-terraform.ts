import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const callShape = z.object({
  verb: z.string(),
  folder: z.string(),
  environment: z.record(z.string(), z.string()),
});

/** One call of the program. */
export type Call = z.infer<typeof callShape>;

const plan = {
  resource_changes: [
    { address: "x.y", mode: "managed", type: "x", change: { actions: ["create"], before: null, after: {} } },
  ],
};

/** What the program does once it has written down how it was called. `apply` waits for an interrupt when it is to. */
const program = (record: string, signals: string, waits: boolean) => `#!${process.execPath}
const fs = require("node:fs");
const [verb, ...args] = process.argv.slice(2);
const call = { verb, folder: process.cwd(), environment: process.env };
fs.appendFileSync(${JSON.stringify(record)}, JSON.stringify(call) + "\\n");
if (verb === "version") console.log("Terraform v1.11.4");
if (verb === "show") console.log(${JSON.stringify(JSON.stringify(plan))});
for (const arg of args) if (arg.startsWith("-out=")) fs.writeFileSync(arg.slice(5), "");
if (verb === "apply" && ${String(waits)}) {
  const idle = setInterval(() => undefined, 1000);
  process.on("SIGINT", () => {
    fs.appendFileSync(${JSON.stringify(signals)}, "SIGINT\\n");
    setTimeout(() => { clearInterval(idle); process.exitCode = 1; }, 1000);
  });
  fs.appendFileSync(${JSON.stringify(signals)}, "ready\\n");
}
`;

/** A program that answers as Terraform does where nothing is there yet, and writes down what reached it. */
export class FakeTerraform {
  readonly file: string;
  private readonly record: string;
  private readonly signalled: string;

  constructor(folder: string, { waits = false } = {}) {
    this.file = join(folder, "terraform");
    this.record = join(folder, "calls");
    this.signalled = join(folder, "signals");
    writeFileSync(this.file, program(this.record, this.signalled, waits));
    chmodSync(this.file, 0o755);
  }

  /** Every call so far. */
  get calls(): readonly Call[] {
    return linesOf(this.record).map((line) => callShape.parse(JSON.parse(line)));
  }

  /** What an apply that waits has seen so far: `ready`, then each interrupt. */
  get signals(): readonly string[] {
    return linesOf(this.signalled);
  }
}

const linesOf = (file: string) =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
    : [];
