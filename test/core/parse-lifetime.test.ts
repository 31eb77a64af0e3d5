import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { environments } from "../../environments";
import { staging } from "../../environments/staging";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import { parseEnvironment } from "../../modules/core/parse";
import { mostPreviews, previewNumber } from "../../modules/core/parse-lifetime";
import { previewOf } from "../../modules/core/preview";
import { broken } from "../support/broken-environment";
import { rolesOf } from "../support/environments";
import { templateOn, templates } from "../support/previews";

const messages = (definition: unknown, like: EnvironmentDefinition) =>
  parseEnvironment(definition, rolesOf(like)).problems.map(({ path, message }) => `${path}: ${message}`);

const preview = previewOf(templateOn("aws"), 12);

describe("a lasting environment cannot become disposable", () => {
  test.each(environments.map((definition) => [definition.name, definition] as const))(
    "%s declared disposable is refused for its name, whatever else is made to fit",
    (name, definition) => {
      const fitting = {
        ...definition,
        lifetime: "disposable",
        dataClass: "internal",
        stores: "preview",
        delivery: undefined,
      };
      expect(messages(fitting, definition)).toContainEqual(
        expect.stringMatching(
          new RegExp(`^${name}\\.lifetime: "disposable" is only for environments named pr-<number>`),
        ),
      );
    },
  );

  test("no name but pr-<number> may be disposable, and nothing of that name may be kept", () => {
    const names = fc.oneof(
      fc.stringMatching(/^[a-z](-?[a-z0-9]){0,12}$/),
      fc.integer({ min: -1, max: 2 * mostPreviews }).map((number) => `pr-${number}`),
      fc.constantFrom("pr-0", "pr-01", "pr-1e3", "pr-", "pr-1-1", "xpr-1", "pr-1x"),
    );
    fc.assert(
      fc.property(names, (name) => {
        const { lifetime: _1, stores: _2, ...kept } = { ...preview, name };
        const asDisposable = messages({ ...preview, name }, preview).some((text) => text.includes(".lifetime: "));
        const asKept = messages(kept, preview).some((text) => text.includes(".lifetime: "));
        expect([asDisposable, asKept]).toEqual(previewNumber(name) === undefined ? [true, false] : [false, true]);
      }),
    );
  });

  test("every problem of a disposable environment is told at once", () => {
    const found = messages({ ...staging, lifetime: "disposable" }, staging).join("\n");
    for (const part of [
      /staging\.lifetime: "disposable" is only for environments named pr-<number>, 1 to 999999/,
      /staging\.dataClass: "confidential" stands for data that must not be lost.*choose "public" or "internal"/,
      /staging\.delivery: makes identities that outlive/,
      /staging\.stores: is nothing, but the state of a disposable environment must outlive it/,
      /staging\.groups\.aws\.sites: has 2 sites \(virginia, oregon\), but a disposable environment has one a group/,
      /staging\.groups\.gcp\.sites: has 2 sites/,
      /staging\.groups\.azure\.sites: has 2 sites/,
    ])
      expect(found).toMatch(part);
  });

  test.each<readonly [string, Partial<Record<keyof EnvironmentDefinition, unknown>>, RegExp]>([
    [
      "no data class is confidential",
      { dataClass: undefined },
      /dataClass: nothing stands for data.*also when nothing is said/,
    ],
    ["its own stores", { stores: "pr-12" }, /stores: is "pr-12", but the state/],
    [
      "a lifetime that is none",
      { lifetime: "eternal" },
      /lifetime: "eternal" is not allowed; choose "kept" or "disposable"/,
    ],
    [
      "kept under a preview's name",
      { lifetime: "kept", stores: undefined },
      /lifetime: "kept" does not go with the name/,
    ],
  ])("%s", (_, change, message) => {
    expect(messages({ ...preview, ...change }, preview).join("\n")).toMatch(message);
  });

  test("stores of another environment are for what is disposable", () => {
    expect(messages(broken("stores", "preview"), staging).join()).toMatch(
      /staging\.stores: "preview" is for disposable/,
    );
  });
});

describe("a preview", () => {
  test.each(templates)(
    "on %s is whole for every number, and its names fit every service up to the largest",
    (_, template) => {
      for (const number of [1, 9, 10, 4711, mostPreviews]) {
        const definition = previewOf(template, number);
        expect(messages(definition, definition)).toEqual([]);
      }
      const { environment } = parseEnvironment(previewOf(template, mostPreviews), rolesOf(previewOf(template, 1)));
      expect(environment).toMatchObject({ name: "pr-999999", lifetime: "disposable", contents: ["site", "traffic"] });
    },
  );

  test("may have the addresses of every other environment, because it has a way to none", () => {
    const { cidr } = staging.groups["aws"]?.sites["virginia"] ?? { cidr: "" };
    const groups = { aws: { ...templateOn("aws").groups["aws"], sites: { ohio: { region: "us-east-2", cidr } } } };
    expect(messages({ ...preview, groups }, preview)).toEqual([]);
  });
});
