import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { deployStacks, isWell } from "../../modules/deploy";
import { sandboxTarget } from "../../modules/deploy/sandbox";
import { drill } from "../../modules/recovery/drill/drill";
import { sandboxStage } from "../../modules/recovery/drill/sandbox";
import { readJournal } from "../../modules/recovery/run/journal";
import { sandboxFiles } from "../../modules/sandbox/runtime";
import { composeSandbox } from "../../modules/sandbox/sandbox";
import { type RunningServer, startServer } from "../../modules/sandbox/server/start";
import { readProject } from "../../modules/stacks/project";
import { synthesize } from "../../modules/stacks/synthesize";
import { root } from "../support/planted";

const folder = mkdtempSync(join(tmpdir(), "understudy-drill-"));
const environments = join(root, "environments");
let server: RunningServer | undefined;

beforeAll(async () => {
  server = await startServer(folder, {
    compose: composeSandbox,
    onFault: (error) => {
      throw error;
    },
  });
  const { environments: parsed } = readProject(environments, "staging");
  const output = sandboxFiles.stacks(folder);
  synthesize(parsed, output);
  const stacks = parsed.flatMap(({ groups }) =>
    groups.flatMap(({ id, sites }) => [`${id}-state`, ...sites.map((site) => site.id), `${id}-traffic`]),
  );
  const results = await deployStacks({ output, stacks, target: sandboxTarget(server.runtime, folder, parsed) });
  expect(results.filter((result) => !isWell(result))).toEqual([]);
}, 600_000);

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function rehearse(group: string, scenario: "switchover" | "region-loss") {
  if (server === undefined) throw new Error("the sandbox did not start");
  const stage = sandboxStage({ runtime: server.runtime, folder, environments, environment: "staging", group });
  const { signal } = new AbortController();
  return drill(stage, { scenario, starter: "somebody", signal, onEvent: () => undefined });
}

const roles = (): unknown => JSON.parse(readFileSync(join(sandboxFiles.roles(folder), "staging.roles.json"), "utf8"));

test.each(["aws", "gcp", "azure"])(
  "%s: a region is lost under write load, its standby takes over and gives back, and Terraform has nothing to destroy",
  async (group) => {
    const plans = await rehearse(group, "region-loss");
    expect(plans.map(({ plan, outcome }) => [plan.intent, outcome.outcome])).toEqual([
      ["failover", "passed"],
      ["rejoin", "passed"],
      ["failback", "passed"],
    ]);
    const [failover, , failback] = plans;
    expect(failover?.measurement?.rtoSeconds).toBeLessThan(15);
    expect(failover?.measurement?.rpoSeconds).toBeLessThan(1);
    expect(failover?.measurement?.acknowledgedRows).toBeGreaterThan(100);
    expect(failback?.measurement?.lostRows).toBe(0);
    const reconciled = plans.flatMap(({ folder: run }) =>
      readJournal(run).entries.flatMap((entry) => (entry.fact === "reconciled" ? [entry.changes] : [])),
    );
    expect(reconciled.length).toBeGreaterThan(3);
    for (const { add, replace, destroy } of reconciled)
      expect({ add, replace, destroy }).toEqual({ add: 0, replace: 0, destroy: 0 });
  },
  600_000,
);

test("afterwards every group stands as it did before", () => {
  expect(roles()).toEqual(JSON.parse(readFileSync(join(environments, "staging.roles.json"), "utf8")));
});
