/**
 * Prints how far the simulated providers answer as the real ones were recorded to, by resource type, and what differs.
 *
 *   node -r tsx/cjs scripts/conformance.ts [--type <part of a type's name>] [--details]
 */
import { parseArgs } from "node:util";
import { agreement, agreementTable } from "../test/support/agreement";
import { recordedCases } from "../test/support/recorded-cases";
import { answersTo } from "../test/support/recorded-runs";

async function main(): Promise<void> {
  const { type, details } = parseArgs({
    options: { type: { type: "string", default: "" }, details: { type: "boolean", default: false } },
  }).values;
  const cases = recordedCases().filter((one) => one.type.includes(type));
  const answers = await answersTo(cases);
  const all = cases.map((one) => agreement(one, answers.get(one)));
  for (const { from, name, miss, unknown = "", changed = "" } of all) {
    if (miss !== undefined) console.log(`${from} | ${name} | ${miss}`);
    else if (details && (unknown !== "" || changed !== ""))
      console.log(`  ${from} | ${name} | unknown: ${unknown} | changed: ${changed}`);
  }
  console.log(agreementTable(all));
}

void main();
