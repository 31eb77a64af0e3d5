import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { development } from "../../environments/development";
import { production } from "../../environments/production";
import { staging } from "../../environments/staging";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import type { Environment } from "../../modules/core/parse";
import type { Roles } from "../../modules/core/roles";
import { stacks } from "../../modules/stacks";
import { differingStacks } from "../../modules/review/differences";
import { codeHash } from "../../modules/review/sides/code";
import { narrowed } from "../../modules/review/sides/narrow";
import { findSide } from "../../modules/review/sides/side";
import { synthesizeSides } from "../../modules/review/sides/synthesize";
import { Folders, root } from "../cli/command";
import { parsed, rolesOf } from "../support/environments";
import { synthesize, synthesizeEnvironment } from "../support/synthesis";

// Two whole projects are synthesized in processes of their own, on a machine that has other work.
jest.setTimeout(120_000);

const folders = new Folders();
afterAll(() => {
  folders.clear();
});

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=Tester", "-c", "user.email=tester@example.com", ...args]);

const commit = (folder: string, message: string) => {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
};

const checkouts = () => readdirSync(tmpdir()).filter((name) => name.startsWith("understudy-review-"));

/** The stacks that differ between two folders of environments, as `name: how`. */
async function differing(base: string, head: string, at = head): Promise<readonly string[]> {
  const output = folders.make();
  const sides = await Promise.all([findSide(base, at), findSide(head, at)]);
  try {
    const found = await synthesizeSides(...sides, { base: join(output, "base"), head: join(output, "head") });
    return differingStacks(found.base.output, found.head.output).map(
      ({ stack, difference }) => `${stack}: ${difference}`,
    );
  } finally {
    for (const side of sides) side.close();
  }
}

const larger: EnvironmentDefinition = { ...staging, database: { ...staging.database, size: "medium" } };

describe("two sides", () => {
  test("that say the same in another form do not differ", async () => {
    const one = folders.environments([development, staging]);
    const reordered = { ...Object.fromEntries(Object.entries(staging).toReversed()), name: "staging" };
    const other = folders.environments([development], `environments.push(${JSON.stringify(reordered)});`);
    writeFileSync(join(other, "staging.roles.json"), JSON.stringify(rolesOf(staging), null, 7));
    expect(await differing(one, other)).toEqual([]);
  });

  test("differ in the stacks that a change reaches, on every cloud, and in no other", async () => {
    const found = await differing(
      folders.environments([development, staging]),
      folders.environments([development, larger]),
    );
    const sites = Object.entries(staging.groups).flatMap(([group, { sites: all }]) =>
      Object.keys(all).map((site) => `staging-${group}-${site}: changed`),
    );
    expect(found.filter((line) => !line.includes("traffic")).toSorted()).toEqual(sites.toSorted());
  });

  test("differ by the group that one of them has alone", async () => {
    const { azure, ...groups } = development.groups;
    const names = ["state", ...Object.keys(azure?.sites ?? {}), "traffic"];
    const without = folders.environments([{ ...development, groups }]);
    const all = folders.environments([development]);
    expect(await differing(without, all)).toEqual(names.map((name) => `development-azure-${name}: added`));
    expect(await differing(all, without)).toEqual(names.map((name) => `development-azure-${name}: removed`));
  });

  test("may be commits, whose files are gone afterwards", async () => {
    const repository = folders.make();
    git(repository, "init", "-q", "-b", "main");
    const write = (definition: EnvironmentDefinition) => {
      rmSync(join(repository, "environments"), { recursive: true, force: true });
      cpSync(folders.environments([definition]), join(repository, "environments"), { recursive: true });
    };
    write(staging);
    commit(repository, "before");
    write(larger);
    commit(repository, "after");
    const before = checkouts();
    const found = await differing("main~1", "main", join(repository, "environments"));
    expect(found).toContain("staging-gcp-iowa: changed");
    expect(await differing("main~1", join(repository, "environments"))).toEqual(found);
    expect(checkouts()).toEqual(before);
    await expect(findSide("nowhere", join(repository, "environments"))).rejects.toThrow(
      /^nowhere: is neither a folder nor a commit of .*git fetch origin nowhere$/,
    );
    expect(checkouts()).toEqual(before);
  });

  test("of which one is built by other code are each built by their own", async () => {
    const project = folders.make();
    for (const path of ["main.ts", "package.json", "package-lock.json", "tsconfig.json", "modules", "environments"])
      cpSync(join(root, path), join(project, path), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
    expect(codeHash(project)).toBe(codeHash(root));
    expect(await differing(root, project)).toEqual([]);

    const file = join(project, "modules/stacks/traffic.ts");
    writeFileSync(file, readFileSync(file, "utf8").replace('"traffic"', '"traffic-of-old"'));
    expect(codeHash(project)).not.toBe(codeHash(root));
    // No environment says anything else than before, and yet nothing of any of them may be left out.
    const everywhere = [development, staging, production].flatMap(({ name, groups }) =>
      Object.keys(groups).map((group) => `${name}-${group}-traffic: changed`),
    );
    expect((await differing(project, root)).toSorted()).toEqual(everywhere.toSorted());
  });

  test.each(["main.ts", "package.json", "package-lock.json", "tsconfig.json", "modules/deep/inside.ts"])(
    "are not built by the same code where %s differs",
    (file) => {
      const before = codeHash(folders.make({ [file]: "one" }));
      expect(codeHash(folders.make({ [file]: "one" }))).toBe(before);
      expect(codeHash(folders.make({ [file]: "other" }))).not.toBe(before);
    },
  );

  test("of which one does not synthesize are refused, and the side is named", async () => {
    const good = folders.environments([staging]);
    const bad = folders.environments([{ ...staging, database: { ...staging.database, retentionDays: 999 } }]);
    await expect(differing(bad, good)).rejects.toThrow(`${bad}: staging.database.retentionDays`);
    await expect(differing(good, bad)).rejects.toThrow(`${bad}: staging.database.retentionDays`);
    const broken = folders.environments([staging], "nonsense(");
    await expect(differing(broken, good)).rejects.toThrow(broken);
    const empty = folders.make();
    mkdirSync(join(empty, "environments"));
    await expect(differing(empty, good)).rejects.toThrow(`${empty}: has no index.ts`);
  });
});

type Synthesis = ReturnType<typeof synthesize>;

const built = (environments: readonly Environment[]) =>
  synthesize((app) => {
    for (const one of environments) stacks(app, one);
  });

/** The names of the stacks that two syntheses do not have alike. */
const apart = (one: Synthesis, other: Synthesis) =>
  [...new Set([...one.keys(), ...other.keys()])]
    .filter((name) => !isDeepStrictEqual(one.get(name), other.get(name)))
    .toSorted();

/** The sites of another group: the same regions, other addresses. */
const second = <Site extends { readonly cidr: string }>(sites: Readonly<Record<string, Site>>) =>
  Object.fromEntries(
    Object.entries(sites).map(([name, site], index) => [name, { ...site, cidr: `10.${90 + index}.0.0/16` }]),
  );

describe("what is built of a side", () => {
  test("is a group's stacks alone just as they are among the others", () => {
    const environment = parsed(staging);
    const whole = synthesizeEnvironment(environment);
    const alone = environment.groups.flatMap((group) => [
      ...synthesizeEnvironment({ ...environment, groups: [group] }),
    ]);
    expect(new Map(alone)).toEqual(whole);
  });

  test("is decided by all that an environment says: its text loses nothing that its stacks are built from", () => {
    for (const definition of [development, staging, production]) {
      const environment = parsed(definition);
      const written: unknown = JSON.parse(JSON.stringify(environment));
      expect(written).toEqual(environment);
    }
  });

  test("leaves out no stack that differs, whatever differs and in whichever order groups are written", () => {
    const { aws, gcp, azure } = staging.groups;
    if (aws?.cloud !== "aws" || gcp?.cloud !== "gcp" || azure === undefined) throw new Error("staging lost a cloud");
    const changed: readonly EnvironmentDefinition[] = [
      { ...staging, groups: { azure, gcp, aws } },
      { ...staging, groups: { aws: { ...aws, account: "999900001111" }, gcp } },
      { ...staging, groups: { aws, gcp, azure, second: { ...gcp, sites: second(gcp.sites) } } },
      { ...staging, cluster: { ...staging.cluster, nodes: { ...staging.cluster.nodes, max: 12 } } },
      { ...staging, secrets: { ...staging.secrets, further: { version: 1 } } },
    ];
    const before = parsed(staging);
    const all = synthesizeEnvironment(before);
    for (const definition of changed) {
      const after = parsed(definition);
      const [was, is] = [built(narrowed([before], [after])), built(narrowed([after], [before]))];
      expect(apart(was, is)).toEqual(apart(all, synthesizeEnvironment(after)));
    }
  });

  test("is what differs, or what one value of the whole environment reaches", () => {
    const before = [parsed(development), parsed(staging)];
    const first = rolesOf(staging);
    const { aws } = first;
    const switched: Roles = { ...first, ...(aws && { aws: { ...aws, active: "oregon" } }) };
    const groups = (after: readonly ReturnType<typeof parsed>[]) =>
      narrowed(after, before).flatMap((environment) => environment.groups.map(({ id }) => id));
    expect(groups(before)).toEqual([]);
    expect(groups([parsed(development), parsed(staging, switched)])).toEqual(["staging-aws"]);
    expect(groups([parsed(development), parsed(larger)])).toEqual(["staging-aws", "staging-gcp", "staging-azure"]);
    expect(built(narrowed(before, before)).size).toBe(0);
  });
});
