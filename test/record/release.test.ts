import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Deployment, RecordVerb } from "../../modules/record/contract";
import { lastGood } from "../../modules/record/release";
import { someBegin, someEnd } from "./some-facts";

/** One line: `deploy b`, `deploy b failed`, `rollback a leaving b`; `died` where no end was recorded. */
function deployment(line: string, index: number): Deployment {
  const [verb = "", commit = "", ...rest] = line.split(" ");
  const verbs: readonly RecordVerb[] = ["deploy", "destroy", "rollback"];
  const known = verbs.find((one) => one === verb) ?? "deploy";
  const link = { sequence: index, previous: "", at: "2026-11-25T00:00:00.000Z", signer: null, signature: null };
  const part = rest.includes("part") ? "other" : "all";
  const begun = someBegin(`d${index}`, {
    verb: known,
    commit: commit === "-" ? null : commit,
    changed: rest.includes("changed"),
    leaves: known === "rollback" ? (rest[rest.indexOf("leaving") + 1] ?? null) : null,
    stacks: (part === "all" ? ["one", "two"] : ["one"]).map((stack) => ({ stack, planHash: null, counts: null })),
  });
  const result = rest.includes("failed") ? "failed" : "succeeded";
  return {
    begun: { ...begun, ...link },
    ended: rest.includes("died") ? undefined : { ...someEnd(`d${index}`, result), ...link },
  };
}

const wanted = { environment: "staging", target: "sandbox", stacks: ["one", "two"] } as const;
const goodOf = (lines: readonly string[]) => lastGood(lines.map(deployment), wanted)?.commit;

test.each<readonly [what: string, lines: readonly string[], expected: string | undefined]>([
  ["what went through last is what is left: the one before it", ["deploy a", "deploy b"], "a"],
  ["what failed last: the last that went through", ["deploy a", "deploy b", "deploy c failed"], "b"],
  ["what died last: the same", ["deploy a", "deploy b died"], "a"],
  ["the same commit twice is one release", ["deploy a", "deploy b", "deploy b"], "a"],
  ["a good commit that failed now is deployed again", ["deploy a", "deploy a failed"], "a"],
  ["not what a rollback has left", ["deploy a", "deploy b", "deploy c", "rollback b leaving c"], "a"],
  ["not even when it failed meanwhile", ["deploy a", "deploy b", "rollback a leaving b failed"], "a"],
  [
    "what was left and then went through again is good",
    ["deploy a", "deploy b", "rollback a leaving b", "deploy b", "deploy c"],
    "b",
  ],
  [
    "not what was deployed with changed files, of no commit, of other stacks, or destroyed",
    ["deploy a", "deploy b changed", "deploy -", "deploy c part", "destroy d", "deploy e"],
    "a",
  ],
  ["nothing", [], undefined],
  ["nothing but what is there", ["deploy a"], undefined],
])("goes back to: %s", (_, lines, expected) => {
  expect(goodOf(lines)).toBe(expected);
});

test("another environment, another target and stacks that nobody wants count for nothing", () => {
  const [a, b] = ["deploy a", "deploy b"].map(deployment);
  if (a === undefined || b === undefined) throw new Error("two were made");
  const other = (more: Parameters<typeof someBegin>[1]) => ({ ...b, begun: { ...b.begun, ...more } });
  for (const foreign of [{ environment: "production" }, { target: "cloud" as const }, { stacks: [] }])
    expect(lastGood([a, other(foreign)], wanted)).toBeUndefined();
});

test("rolled back again and again it ends with the oldest, never returns to what it left, and then says that there is none", () => {
  const commits = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"), { minLength: 1 });
  fc.assert(
    fc.property(commits, (releases) => {
      let lines = releases.map((commit) => `deploy ${commit}`);
      for (const expected of releases.toReversed().slice(1)) {
        const now = lines.at(-1)?.split(" ")[1] ?? "";
        expect(goodOf(lines)).toBe(expected);
        lines = [...lines, `rollback ${expected} leaving ${now}`];
      }
      expect(goodOf(lines)).toBeUndefined();
    }),
  );
});
