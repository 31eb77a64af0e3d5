import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { type Agreement, agreement, agreementTable } from "../support/agreement";
import { recordedCases } from "../support/recorded-cases";
import { answersTo } from "../support/recorded-runs";

const missShape = z.array(z.object({ from: z.string(), name: z.string(), reason: z.string().min(40) }));

/** The answers that are known to differ, each with the reason why. */
const known = missShape.parse(JSON.parse(readFileSync(join(__dirname, "data/misses.json"), "utf8")));

const title = ({ from, name }: Pick<Agreement, "from" | "name">) => `${from} | ${name}`;

describe("what the real providers answered", () => {
  const cases = recordedCases();
  let all: readonly Agreement[] = [];

  beforeAll(async () => {
    const answers = await answersTo(cases);
    all = cases.map((one) => agreement(one, answers.get(one)));
  }, 300_000);

  test("the simulated ones answer through the real Terraform in every case but those that misses.json explains", () => {
    const misses = all.filter(({ miss }) => miss !== undefined);
    const unexplained = misses.filter((one) => !known.some((miss) => title(miss) === title(one)));
    const table = unexplained.length === 0 ? "" : `\n${agreementTable(all)}`;
    expect(unexplained.map((one) => `${title(one)} | ${one.miss ?? ""}`).join("\n") + table).toBe("");
    const stale = known.filter((miss) => !misses.some((one) => title(miss) === title(one)));
    expect(stale.map(title)).toEqual([]);
  });

  test("the same attributes are known after apply only", () => {
    expect(all.filter(({ unknown = "" }) => unknown !== "").map((one) => [title(one), one.unknown])).toEqual([]);
  });

  test("the same attributes change", () => {
    expect(all.filter(({ changed = "" }) => changed !== "").map((one) => [title(one), one.changed])).toEqual([]);
  });

  test("are all there", () => {
    expect(all).toHaveLength(cases.length);
    expect(cases.length).toBeGreaterThan(2_700);
    expect(all.filter(({ unknown }) => unknown !== undefined).length).toBeGreaterThan(1_400);
    expect(all.filter(({ changed }) => changed !== undefined).length).toBeGreaterThan(1_200);
  });
});
