import { existsSync, readFileSync, statSync } from "node:fs";
import { counted } from "../core/counted";
import { deploymentsOf } from "../record/log";
import { examineRecord } from "../record/examine";
import { Unsuccessful } from "./failure";
import { wrap } from "./table";
import type { Terminal } from "./terminal";
import type { Trusted } from "./trusted-keys";
import { asJson } from "./words";

/** Whether a file is a record of deployments, by how its first line begins: that of a report's JSON is a brace alone. */
export function isRecord(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  if (path.endsWith(".jsonl")) return true;
  const [first = ""] = readFileSync(path, "utf8").split("\n", 1);
  return first.startsWith('{"') && first.includes('"deployment":');
}

/** Examines a record of deployments. @throws Unsuccessful when it was changed, or somebody unknown signed it */
export function verifyRecord(
  path: string,
  { keys, file, because }: Trusted,
  json: boolean,
  { out, err }: Terminal,
): void {
  const { problems, entries, signedBy, head } = examineRecord(readFileSync(path), keys);
  const intact = problems.length === 0;
  const deployments = deploymentsOf({ entries });
  if (json) out.print(asJson({ intact, problems, signedBy, head, deployments: deployments.length, trusted: file }));
  if (!intact) {
    const lines = problems.flatMap((problem) => [
      `  ${err.paint("red", problem.path)}`,
      ...wrap(problem.message, err.width, "    "),
    ]);
    const amount = counted(problems.length, "problem");
    err.print(
      ...lines,
      "",
      `trusting the keys in ${file} (${because})`,
      `${err.paint("red", "error:")} ${amount}; this is not the record that was signed`,
    );
    throw new Unsuccessful("the record was changed");
  }
  if (json) return;
  const whose = signedBy.length === 0 ? "nobody" : signedBy.join(", ");
  out.print(
    `${out.paint("green", "intact")}  ${counted(deployments.length, "deployment")}, signed by ${whose}`,
    `trusting the keys in ${file} (${because})`,
    `head    ${head}`,
    "        entries that were cut off behind it leave no trace: compare it with one that you kept",
  );
}
