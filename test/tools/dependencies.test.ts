import { expect, test } from "@jest/globals";
import { z } from "zod";
import { root, runPlanted } from "../support/planted";

const binding = (name: string) => ({
  [`node_modules/@cdktf/provider-${name}/package.json`]: JSON.stringify({ main: "lib/index.js" }),
  [`node_modules/@cdktf/provider-${name}/lib/index.js`]: 'exports.thing = require("./thing");',
  [`node_modules/@cdktf/provider-${name}/lib/thing/index.js`]: "exports.Thing = class {};",
});

/** Files that keep every rule, each cloud's three ways of being a cloud's file included. */
const lawful = {
  ...binding("aws"),
  ...binding("google"),
  ...binding("azurerm"),
  "node_modules/checker/package.json": JSON.stringify({ name: "checker", main: "index.js" }),
  "node_modules/checker/index.js": "exports.check = () => true;",
  "package.json": JSON.stringify({
    dependencies: { "@cdktf/provider-aws": "1", "@cdktf/provider-google": "1", "@cdktf/provider-azurerm": "1" },
    devDependencies: { checker: "1" },
  }),
  "main.ts": 'import "./environments"; import "./modules/stacks";',
  "bin/understudy.js": 'require("../modules/cli");',
  "environments/index.ts": 'import "../modules/core/site"; import "./staging";',
  "environments/staging.ts": 'import "../modules/core/site";',
  "modules/core/site.ts": 'import type { Thing } from "./thing"; export type Site = Thing;',
  "modules/core/thing.ts": 'import { join } from "node:path"; export type Thing = typeof join;',
  "modules/core/zones.ts": 'import type { Thing } from "./thing"; export type Zone = Thing | 1;',
  "modules/core/aws.ts": 'import "@cdktf/provider-aws/lib/thing"; import "./site";',
  "modules/core/azure-vault.ts": 'import "@cdktf/provider-azurerm/lib/thing";',
  "modules/core/providers.ts": 'import "./aws"; import "@cdktf/provider-google/lib/thing"; import "./azure-vault";',
  "modules/network/contract.ts": 'import "../core/site";',
  "modules/network/promises.ts": 'import "./contract";',
  "modules/network/aws.ts": 'import "../core/aws"; import "./contract";',
  "modules/network/gcp.ts": 'import "@cdktf/provider-google/lib/thing"; import "./contract";',
  "modules/network/azure.ts": 'import "../core/azure-vault"; import "./contract";',
  "modules/network/index.ts": 'import "./aws"; import "./gcp"; import "./azure";',
  "modules/stacks/index.ts": 'import "../network"; import "../core/providers";',
  "modules/cli/index.ts": 'import "../stacks";',
  "test/network/promises.test.ts":
    'import "../../modules/network/promises"; import "checker"; import "../support/all";',
  "scripts/write.ts": 'import "../test/support/all";',
  "test/support/all.ts": 'import "../../modules/cli"; import "../../modules/stacks";',
};

/** For each rule, files that break it and no other. */
const unlawful: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "aws-reaches-no-other-cloud": {
    "modules/a/aws.ts": 'import "../core/providers";',
    "modules/a/aws-key.ts": 'import "../network/gcp";',
    "modules/a/aws/store.ts": 'import type { Thing } from "@cdktf/provider-azurerm/lib/thing"; export type T = Thing;',
  },
  "gcp-reaches-no-other-cloud": {
    "modules/b/gcp.ts": 'import "@cdktf/provider-aws/lib/thing";',
    "modules/b/gcp-lag.ts": 'import "../network";',
  },
  "azure-reaches-no-other-cloud": {
    "modules/c/azure.ts": 'import "../core/aws";',
    "modules/c/azure-lag.ts": 'import "@cdktf/provider-google/lib/thing";',
  },
  "contracts-reach-no-cloud": {
    "modules/d/contract.ts": 'import "../core/providers";',
    "modules/d/promises.ts": 'import type {} from "../network/aws";',
  },
  "contracts-import-no-binding": {
    "node_modules/@cdktf/provider-random/package.json": JSON.stringify({ name: "@cdktf/provider-random" }),
    "node_modules/@cdktf/provider-random/lib/thing/index.js": "exports.Thing = class {};",
    "modules/e/contract.ts": 'import "@cdktf/provider-random/lib/thing";',
    // Declares the binding where the contract finds it, so that only the rule above is broken.
    "modules/e/package.json": JSON.stringify({ dependencies: { "@cdktf/provider-random": "1" } }),
  },
  "environments-are-data": { "environments/production.ts": 'import "../modules/network";' },
  "core-stands-alone": {
    "modules/core/shapes.ts": 'import type {} from "../network/contract";',
    "modules/core/load.ts": 'import "../../environments/staging";',
  },
  "capabilities-build-no-stacks": { "modules/f/index.ts": 'import "../stacks";' },
  "nothing-imports-the-command-line": { "modules/recovery/run.ts": 'import "../cli";' },
  "nothing-imports-tests": { "modules/h/index.ts": 'import "../../test/support/all";' },
  "no-provider-barrel": { "modules/g/index.ts": 'import { thing } from "@cdktf/provider-aws"; export { thing };' },
  "no-circles": {
    "modules/core/thing.ts": 'import type { Zone } from "./zones"; export type Thing = Zone;',
  },
  "no-orphans": { "modules/core/forgotten.ts": "export const forgotten = true;" },
  "shipped-code-runs-on-dependencies": { "modules/core/checked.ts": 'import "checker";' },
  "imports-resolve": { "test/network/gone.test.ts": 'import "./gone";' },
};

const report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string(), severity: z.string() }) })),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string() })) }),
  }),
});

function cruise(files: Readonly<Record<string, string>>) {
  const { stdout } = runPlanted(files, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs", [
    ...["--config", `${root}/.dependency-cruiser.cjs`],
    ...["--output-type", "json", "."],
  ]);
  return report.parse(JSON.parse(stdout)).summary;
}

const broken = cruise({ ...lawful, ...Object.fromEntries(Object.values(unlawful).flatMap(Object.entries)) });

test("files that keep every rule are left alone", () => {
  expect(cruise(lawful).violations).toEqual([]);
}, 60_000);

test("every rule has files that break it", () => {
  expect(broken.ruleSetUsed.forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(unlawful).sort());
});

test.each(Object.entries(unlawful))("%s stops what breaks it, and nothing else", (rule, files) => {
  const stopped = broken.violations.filter((violation) => violation.rule.name === rule);
  expect([...new Set(stopped.map(({ from }) => from))].sort()).toEqual(
    Object.keys(files)
      .filter((file) => /^(?!node_modules).*[.]ts$/.test(file))
      .sort(),
  );
  expect(stopped.map((violation) => violation.rule.severity)).not.toContain("warn");
});
