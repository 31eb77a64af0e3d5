import { resolve } from "node:path";
import { counted } from "../core/counted";
import { examineReport } from "../recovery/evidence/publish";
import { titleOf } from "../recovery/evidence/words";
import { Unsuccessful } from "./failure";
import { sandboxOption } from "./sandbox-folder";
import { wrap } from "./table";
import { trustedKeys, type TrustOptions } from "./trusted-keys";
import type { Verb } from "./verb";
import { isRecord, verifyRecord } from "./verify-record";
import { asJson } from "./words";

interface VerifyOptions extends TrustOptions {
  readonly json?: true;
}

/** Examines the report of a run, or the record of deployments, offline. */
export const verify: Verb = {
  name: "verify",
  summary: "find out whether a byte of a run's report or of the record of deployments was changed",
  examples: [
    "understudy verify runs/staging-aws-switchover-20270301-101500-5f3a",
    "understudy verify report.json --json",
    "understudy verify deployments/production.jsonl",
  ],
  define: (command, { terminal: { out, err }, folder }) =>
    command
      .argument("<report>", "a report in any of its forms, the folder of a run, or a record of deployments")
      .option(
        "--trusted <file>",
        "whose signatures count (default: trusted-keys.txt beside the environments, else the sandbox's key for its own runs)",
      )
      .addOption(sandboxOption())
      .option("--json", "print an object for other programs")
      .action((report: string, options: VerifyOptions) => {
        const trusted = trustedKeys(report, options, folder());
        if (isRecord(resolve(report))) {
          verifyRecord(resolve(report), trusted, options.json === true, { out, err });
          return;
        }
        const { keys, file, because } = trusted;
        const { problems, derived, signedBy } = examineReport(resolve(report), keys);
        const intact = problems.length === 0;
        if (options.json === true)
          out.print(
            asJson({ intact, problems, signedBy: signedBy ?? null, verdict: derived?.verdict ?? null, trusted: file }),
          );
        if (!intact) {
          const lines = problems.flatMap(({ path, message }) => [
            `  ${err.paint("red", path)}`,
            ...wrap(message, err.width, "    "),
          ]);
          const amount = counted(problems.length, "problem");
          err.print(
            ...lines,
            "",
            `trusting the keys in ${file} (${because})`,
            `${err.paint("red", "error:")} ${amount}; this is not the report that was signed`,
          );
          throw new Unsuccessful("the report was changed");
        }
        if (options.json === true || derived === undefined) return;
        const { verdict, reasons } = derived.verdict;
        const look = verdict === "passed" ? "green" : "red";
        out.print(
          `${out.paint("green", "intact")}  ${derived.run}, signed by ${signedBy ?? "nobody"}`,
          `trusting the keys in ${file} (${because})`,
          `${out.paint(look, verdict)}  ${titleOf(derived)}`,
          ...reasons.flatMap((reason) => wrap(reason, out.width, "        ")),
        );
      }),
};
