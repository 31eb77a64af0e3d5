import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { development } from "../../environments/development";
import { preview } from "../../environments/preview";
import { staging } from "../../environments/staging";
import { stackNames } from "../../modules/stacks/names";
import { readPreviewStores, readProject } from "../../modules/stacks/project";
import { Folders, root, understudy } from "../cli/command";

const folders = new Folders();
afterAll(() => folders.clear());

const own = join(root, "environments");

/** A project with previews made after a template. */
const withPreviews = (template: unknown) =>
  folders.environments([development], `export const preview = ${JSON.stringify(template)};`);

describe("previews of this project", () => {
  test("are not there for who asks for none", () => {
    const { environments, names } = readProject(own);
    expect(environments.map(({ name }) => name)).toEqual(["development", "staging", "production"]);
    expect(names).toEqual(["development", "staging", "production"]);
  });

  test.each(["pr-1", "pr-12", "pr-999999"])("%s is there by its name, with a site and names, and no store", (name) => {
    const { environments, names } = readProject(own, name);
    expect(environments.flatMap(stackNames).map((stack) => stack.name)).toEqual([
      `${name}-aws-ohio`,
      `${name}-aws-traffic`,
    ]);
    expect(names).toContain(name);
  });

  test("keep their states in stores that are there by the template's name, and that nothing else is of", () => {
    const { environments } = readProject(own, "preview");
    expect(environments.flatMap(stackNames).map(({ name }) => name)).toEqual(["preview-aws-state"]);
    expect(environments).toMatchObject([{ lifetime: "kept" }]);
    expect(readPreviewStores(own)).toEqual(environments[0]);
  });

  test.each(["pr-0", "pr-012", "pr-1000000", "pr-x", "pr-12-aws"])("%s is told how a preview is named", (name) => {
    expect(() => readProject(own, name)).toThrow(
      `environment "${name}": is no preview; write pr-<number of the pull request>, 1 to 999999`,
    );
  });
});

describe("a template", () => {
  test("that would make no preview is refused where any of them is asked for, and where their stores are", () => {
    const folder = withPreviews({ ...preview, dataClass: "restricted" });
    for (const name of ["pr-12", "preview"])
      expect(() => readProject(folder, name)).toThrow(
        /pr-\d+\.dataClass: "restricted" stands for data that must not be/,
      );
    expect(readProject(folder).environments).toHaveLength(1);
  });

  test("whose longest name no service takes is refused before the first preview", () => {
    const [aws] = Object.values(preview.groups);
    const folder = withPreviews({ ...preview, groups: { ["a".repeat(40)]: aws } });
    expect(() => readProject(folder, "preview")).toThrow(/has \d+ characters but/);
  });

  test("with a second group is refused: a preview is one site on one cloud", () => {
    const folder = withPreviews({ ...preview, groups: development.groups });
    for (const name of ["pr-12", "preview"])
      expect(() => readProject(folder, name)).toThrow("preview.groups: has 3 groups (aws, gcp, azure)");
  });

  test("may not have the name of an environment", () => {
    const folder = withPreviews({ ...preview, name: "development" });
    expect(() => readProject(folder)).toThrow('exports "development" as an environment and as preview; rename one');
  });

  test("has to be there for a preview", () => {
    expect(() => readProject(folders.environments([development]), "pr-12")).toThrow(/"pr-12": does not exist, only/);
  });
});

describe("the command", () => {
  test("checks and lists a preview by its name, and of the previews' stores no site", async () => {
    expect((await understudy(["check", "pr-12"])).stdout).toBe("fine  pr-12  1 group, 1 site\n");
    const { stdout } = await understudy(["sites", "pr-12", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([{ environment: "pr-12", site: "ohio", role: "primary", active: true }]);
    expect((await understudy(["sites", "preview", "--json"])).stdout.trim()).toBe("[]");
  });

  test("synthesizes a preview beside everything else, and nothing else with it", async () => {
    const output = folders.make();
    expect(await understudy(["synth", "pr-12", "--output", output])).toMatchObject({ code: 0 });
    const { stdout, stderr } = await understudy(["synth", "development", "--output", output, "--json"]);
    expect(stdout).not.toContain("pr-12");
    expect(stderr).toBe("");
    const again = await understudy(["synth", "pr-12", "--output", output, "--json"]);
    expect(JSON.parse(again.stdout)).toHaveLength(2);
  });

  test("ends with an error where a change declares an environment that exists disposable", async () => {
    const planted = { ...staging, lifetime: "disposable", dataClass: "internal", stores: "preview" } as const;
    const { delivery: _, ...bare } = planted;
    const folder = folders.environments([development, bare]);
    const { code, stderr } = await understudy(["--environments", folder, "check"]);
    expect(code).toBe(1);
    expect(stderr).toContain("staging.lifetime");
    expect(stderr).toContain('"disposable" is only for environments named pr-<number>');
  });
});
