import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { boundedName, databaseName, nameProblems } from "../../modules/core/naming";

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,60}$/);

describe("names", () => {
  test("a bounded name never exceeds its limit, and is the same every time", () => {
    fc.assert(
      fc.property(word, fc.array(word), fc.integer({ min: 12, max: 63 }), (readable, unique, maximum) => {
        const name = boundedName(readable, unique, maximum);
        expect(name.length).toBeLessThanOrEqual(maximum);
        expect(name).toMatch(/^[a-z][a-z0-9-]*[0-9a-f]$/);
        expect(boundedName(readable, unique, maximum)).toBe(name);
      }),
    );
  });

  test("what differs in the part that is cut off differs in the name", () => {
    const long = "a".repeat(40);
    expect(boundedName(long, [`${long}1`], 24)).not.toBe(boundedName(long, [`${long}2`], 24));
  });

  test("a first generation has the site's plain name, a rebuilt one its own", () => {
    expect(databaseName("staging-aws-oregon", 1)).toBe("staging-aws-oregon");
    expect(databaseName("staging-aws-oregon", 3)).toBe("staging-aws-oregon-g3");
  });

  test.each(["aws", "gcp", "azure"] as const)(
    "a site's name that no service of %s would take is reported with the service",
    (cloud) => {
      expect(nameProblems(cloud, "a".repeat(70)).join()).toMatch(
        /has \d+ characters but .* names have at most \d+; shorten/,
      );
      expect(nameProblems(cloud, "production-group-site")).toEqual([]);
    },
  );
});
