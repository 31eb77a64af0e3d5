import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { own } from "../../modules/schema/json";
import { schemaOf } from "../../modules/schema/load";
import { forcesReplacement } from "../../modules/schema/replacement";
import type { Attribute, Block } from "../../modules/schema/shape";
import { body, problemsOf, readSample } from "./support";

const outcome = z.enum(["update", "replace", "no-op"]);
const anything = z.record(z.string(), z.unknown());

describe("what the real providers refused", () => {
  const refusals = readSample("refusals", z.tuple([z.string(), z.string(), z.string(), anything]));

  test.each(refusals)("%s: %s is refused as %s", (type, _, kind, changes) => {
    expect(problemsOf(type, body(type, changes)).map((problem) => problem.kind)).toContain(kind);
  });

  test("is sampled widely enough", () => {
    expect(refusals.length).toBeGreaterThan(80);
    expect(new Set(refusals.map(([, , kind]) => kind)).size).toBeGreaterThanOrEqual(10);
  });
});

describe("what the real providers planned", () => {
  const changes = readSample(
    "changes",
    z.tuple([z.string(), z.enum(["change", "remove"]), outcome, z.array(z.string())]),
  );
  // Types come and go with the stacks; the sample is of all that were there when it was drawn.
  const held = changes.filter(([type]) => schemaOf(type) !== undefined);
  const single = held.flatMap(([type, change, planned, paths]) =>
    paths.map((path) => ({ type, change, planned, path })),
  );
  const describeCase = ({ type, path, planned }: (typeof single)[number]) => `${type}.${path} ${planned}`;

  test("for a changed argument, update or replace, is foretold in every recorded case", () => {
    const changed = single.filter(({ change, planned }) => change === "change" && planned !== "no-op");
    expect(changed.length).toBeGreaterThan(200);
    const wrong = changed.filter(
      ({ type, path, planned }) => forcesReplacement(type, path) !== (planned === "replace"),
    );
    expect(wrong.map(describeCase)).toEqual([]);
  });

  test("for an argument that is no longer given, is foretold in every recorded case", () => {
    const removed = single.filter(({ change, path }) => change === "remove" && path !== "block");
    expect(removed.length).toBeGreaterThan(100);
    // Without a change the value was the default already, which says nothing about the flag.
    const telling = removed.filter(({ type, path, planned }) => planned !== "no-op" || isKept(type, path));
    const wrong = telling.filter(({ type, path, planned }) => {
      return (!isKept(type, path) && forcesReplacement(type, path)) !== (planned === "replace");
    });
    expect(wrong.map(describeCase)).toEqual([]);
  });

  const decisions = readSample("decisions", z.tuple([z.string(), z.string(), outcome, z.unknown(), z.unknown()]));

  test.each(decisions)("for %s %s is %s, which depends on the values", (type, path, planned, before, after) => {
    expect(forcesReplacement(type, path, { before, after })).toBe(planned === "replace");
  });
});

/** An argument that the provider can also compute, and has no default for, keeps its value when it is no longer given. */
function isKept(type: string, path: string): boolean {
  let at: Block | Attribute | undefined = schemaOf(type);
  for (const key of path.split(".").filter((step) => !/^\d+$/.test(step))) {
    at = at && "blocks" in at ? (own(at.blocks, key) ?? own(at.attributes, key)) : at;
  }
  return at !== undefined && "mode" in at && at.mode === "optional+computed" && !("default" in at);
}
