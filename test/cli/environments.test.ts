import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { staging } from "../../environments/staging";
import { fineLines } from "../../modules/cli/check";
import { painter } from "../../modules/cli/paint";
import { siteRows } from "../../modules/cli/sites";
import { holdings } from "../../modules/cli/tour";
import { parseEnvironment } from "../../modules/core/parse";
import { firstRoles } from "../../modules/core/roles";
import { environmentOf, stackNames } from "../../modules/stacks/names";
import { readProject } from "../../modules/stacks/project";
import { onlyAws, root } from "./command";

const { environments, names } = readProject(join(root, "environments"));

test("every site has a row, with the stacks that are its own and no other's", () => {
  const rows = siteRows(environments);
  expect(rows).toHaveLength(environments.flatMap(({ groups }) => groups.flatMap(({ sites }) => [...sites])).length);
  const own = environments.flatMap(stackNames).filter(({ content }) => content === "site");
  expect(rows.flatMap(({ stacks }) => stacks)).toEqual(own.map(({ name }) => name));
});

test("every group has one active site", () => {
  const active = siteRows(environments).filter((row) => row.active);
  expect(active).toHaveLength(environments.flatMap(({ groups }) => groups).length);
});

test("stacks are named in the order of a first deploy: state, origin, standbys, traffic", () => {
  const staging = environments.filter(({ name }) => name === "staging").flatMap(stackNames);
  expect(staging.filter(({ group }) => group === "gcp").map(({ name }) => name)).toEqual([
    "staging-gcp-state",
    "staging-gcp-iowa",
    "staging-gcp-carolina",
    "staging-gcp-traffic",
  ]);
});

test("a stack is of the environment with the longest name that it begins with", () => {
  expect(environmentOf("staging-eu-aws-state", ["staging", "staging-eu"])).toBe("staging-eu");
  expect(environmentOf("staging-aws-state", ["staging", "staging-eu"])).toBe("staging");
  expect(environmentOf("stagings-aws-state", ["staging"])).toBeUndefined();
  for (const { name, environment } of environments.flatMap(stackNames))
    expect(environmentOf(name, names)).toBe(environment);
});

test("the tour says of every stack what it holds", () => {
  const held = holdings(environments);
  expect([...held.keys()].toSorted()).toEqual(
    environments
      .flatMap(stackNames)
      .map(({ name }) => name)
      .toSorted(),
  );
  expect(held.get("staging-aws-oregon")).toBe("aws us-west-2, replica");
});

test("a fenced site is told where all else is fine", () => {
  const roles = firstRoles("virginia", ["virginia", "oregon"]);
  const aws = { ...roles, active: "oregon", fenced: ["virginia"] };
  const definition = { ...staging, groups: onlyAws(staging) };
  const { environment } = parseEnvironment(definition, { aws });
  expect(fineLines(environment === undefined ? [] : [environment], painter(false))).toEqual([
    "fine  staging  1 group, 2 sites, fenced: staging-aws-virginia",
  ]);
});
