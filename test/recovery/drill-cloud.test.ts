import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import { staging } from "../../environments/staging";
import { databaseName } from "../../modules/core/naming";
import { deployStacks, isWell } from "../../modules/deploy";
import { sandboxTarget } from "../../modules/deploy/sandbox";
import type { ProbeAccess } from "../../modules/recovery/drill/access";
import { drillOnCloud, type Servers } from "../../modules/recovery/drill/cloud";
import { continueDrill, drill } from "../../modules/recovery/drill/drill";
import { readRecord } from "../../modules/recovery/drill/record";
import { sandboxStage } from "../../modules/recovery/drill/sandbox";
import type { Stage } from "../../modules/recovery/switch/stage";
import { sandboxFiles } from "../../modules/sandbox/runtime";
import { composeSandbox } from "../../modules/sandbox/sandbox";
import { callOperation } from "../../modules/sandbox/server/client";
import { type RunningServer, startServer } from "../../modules/sandbox/server/start";
import { nameService, userService } from "../../modules/sandbox/services";
import { readProject } from "../../modules/stacks/project";
import { synthesize } from "../../modules/stacks/synthesize";
import { siteName } from "../../modules/traffic/contract";
import { Folders, onlyAws } from "../cli/command";
import { Shared } from "./shared-lease";

jest.setTimeout(300_000);

const folders = new Folders();
const folder = folders.make();
const environments = folders.environments([{ ...staging, groups: onlyAws(staging) }]);
const password = randomBytes(12).toString("hex");
const answerShape = z.object({ port: z.number(), certificate: z.string() });
let server: RunningServer | undefined;
let authority = "";

const runtime = () => {
  if (server === undefined) throw new Error("the sandbox did not start");
  return server.runtime;
};

const base = () => sandboxStage({ runtime: runtime(), folder, environments, environment: "staging", group: "aws" });

async function ask(operation: string, given: Readonly<Record<string, string>>): Promise<unknown> {
  const outcome = await callOperation(runtime(), { cloud: "aws", operation, arguments: given });
  if ("answer" in outcome) return outcome.answer;
  throw new Error(outcome.refused);
}

/** Where the group's name leads now: what the vendor's own name for the writer would. */
async function writer() {
  const [group] = base().environment().groups;
  if (group === undefined) throw new Error("there is no group");
  const sites = group.sites.map((site) => ({
    ...{ site: site.name, host: siteName(site), id: site.id, region: site.region },
    database: databaseName(site.id, site.lineage.generation),
  }));
  const question = JSON.stringify({ name: `active.${group.domain}`, candidates: sites });
  return answerShape.parse(await ask(nameService, { question }));
}

/** All files of a folder and below. */
function filesIn(path: string): readonly string[] {
  return readdirSync(path).flatMap((name) => {
    const file = join(path, name);
    return statSync(file).isDirectory() ? filesIn(file) : [file];
  });
}

/** The port that a server's own process has written down. */
function portOf(database: string): number {
  const found = filesIn(sandboxFiles.postgres(folder)).find(
    (file) => file.endsWith("postmaster.pid") && file.includes(`/${database}/`),
  );
  return Number(readFileSync(found ?? "", "utf8").split("\n")[3]);
}

const host = "localhost";
const servers: Servers = {
  writer: async () => ({ host, port: (await writer()).port }),
  server: ({ database }) => Promise.resolve({ host, port: portOf(database) }),
};

const access = (more: Partial<ProbeAccess> = {}): ProbeAccess => ({
  ...{ user: "drill_probe", password, database: "app", authority },
  ...more,
});

/** The group as it stands on a cloud: with a lease that all machines see, and with what else a test says. */
function stageWith(more: Partial<Stage> = {}) {
  const { group, environment, operator, roles, terraforming, leadsTo, runs, signer } = base();
  const plain: Stage = { group, environment, operator, roles, terraforming, leadsTo, runs, signer, shared: null };
  return { ...plain, ...more };
}

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
  ({ certificate: authority } = await writer());
  const [group] = parsed[0]?.groups ?? [];
  const [origin] = group?.sites ?? [];
  if (origin === undefined) throw new Error("there is no origin");
  const database = databaseName(origin.id, origin.lineage.generation);
  await ask(userService, { database, user: "drill_probe", password });
});

afterAll(async () => {
  await server?.stop();
  folders.clear();
}, 60_000);

const quiet = () => ({ starter: "ana@example.com", signal: new AbortController().signal, onEvent: () => undefined });

function rehearse(stage: Stage, given: Partial<ProbeAccess> = {}, where: Partial<Servers> = {}) {
  const drilled = drillOnCloud(stage, access(given), { ...servers, ...where });
  return drill(drilled, { scenario: "switchover", ...quiet() });
}

/** An operator that takes no order. */
function watched(stage: Stage) {
  const orders: string[] = [];
  const perform: Stage["operator"]["perform"] = (action, signal) => {
    orders.push(action.do);
    return stage.operator.perform(action, signal);
  };
  const { look, isDone } = stage.operator;
  const operator: Stage["operator"] = {
    look: (...asked) => look.call(stage.operator, ...asked),
    isDone: (...asked) => isDone.call(stage.operator, ...asked),
    perform,
  };
  return { orders, stage: { ...stage, operator } };
}

test.each([
  [
    "somebody whom the database does not know",
    { user: "nobody" },
    {},
    /name of the writer cannot be used from here as nobody/,
  ],
  [
    "a password that is not the user's",
    { password: randomBytes(8).toString("hex") },
    {},
    /password authentication failed/,
  ],
  ["a certificate that nobody vouches for", { authority: undefined }, {}, /certificate/],
  ["a name that leads nowhere", {}, { writer: () => Promise.resolve({ host, port: 1 }) }, /ECONNREFUSED/],
  [
    "a standby that cannot be reached from here",
    {},
    { server: () => Promise.resolve({ host, port: 1 }) },
    /server of oregon/,
  ],
  [
    "a name that leads to a replica",
    {},
    { writer: async () => ({ host, port: portOf("staging-aws-oregon") }) },
    /read-only/,
  ],
  ["a standby that is the writer itself", {}, { server: servers.writer }, /server of oregon is no replica/],
  ["a pair whose names nobody knows", {}, { writer: () => Promise.reject(new Error("no such name")) }, /no such name/],
])("with %s nothing is ordered, no run begins, and it is said what is missing", async (_, given, where, said) => {
  const shared = new Shared();
  const { orders, stage } = watched(stageWith({ shared, runs: folders.make() }));
  const refused = rehearse(stage, given, where);
  await expect(refused).rejects.toThrow(said);
  await expect(refused).rejects.toThrow(/^staging\/aws: cannot be drilled, and nothing was done/);
  await expect(refused).rejects.not.toThrow(given.password ?? password);
  expect({ orders, entries: shared.entries, runs: readdirSync(stage.runs) }).toEqual({
    orders: [],
    entries: [],
    runs: [],
  });
});

test("a planned change is drilled there and back by a user of the database, under the shared lease, and its password is nowhere", async () => {
  const shared = new Shared();
  const stage = stageWith({ shared, runs: folders.make() });
  const events: string[] = [];
  const drilled = drillOnCloud(stage, access(), servers);
  const onEvent = (event: unknown) => void events.push(JSON.stringify(event));
  const plans = await drill(drilled, { scenario: "switchover", ...quiet(), onEvent });
  expect(plans.map(({ plan, outcome }) => [plan.intent, outcome.outcome])).toEqual([
    ["switchover", "passed"],
    ["failback", "passed"],
  ]);
  for (const { measurement, report } of plans) {
    expect(measurement).toMatchObject({ rpoSeconds: 0, lostRows: 0 });
    expect(measurement?.acknowledgedRows).toBeGreaterThan(100);
    expect(measurement?.rtoSeconds).toBeGreaterThan(0);
    expect(report).toHaveProperty("path");
  }
  expect(shared.entries.map((text) => text.includes('"released":true'))).toEqual([false, true, false, true]);
  const written = filesIn(stage.runs);
  expect(written.length).toBeGreaterThan(10);
  for (const file of written) expect([file, readFileSync(file, "utf8").includes(password)]).toEqual([file, false]);
  expect(events.join("\n")).not.toContain(password);
});

test("a way back that cannot begin says where the writes are and with what it is gone on, which leads home", async () => {
  const stage = stageWith({ shared: new Shared(), runs: folders.make() });
  const { operator } = watched(stage).stage;
  const look: Stage["operator"]["look"] = (from, ...asked) =>
    from.site === "oregon" ? Promise.reject(new Error("out of order")) : operator.look(from, ...asked);
  const refused = rehearse({ ...stage, operator: { ...operator, look } });
  await expect(refused).rejects.toThrow(
    /way back \(failback to virginia\) could not begin: out of order; oregon is active/,
  );
  const message = await refused.then(String, String);
  const [, run = ""] = /understudy resume (\S+)/.exec(message) ?? [];
  expect(message).toContain(`${run}: has passed`);
  const record = readRecord(join(stage.runs, run));
  if (record === undefined) throw new Error(`${run} has no record`);
  const rest = await continueDrill(drillOnCloud(stage, access(), servers), record, undefined, quiet());
  expect(rest.map(({ plan, outcome }) => [plan.intent, outcome.outcome])).toEqual([["failback", "passed"]]);
  expect(await stage.leadsTo(AbortSignal.timeout(10_000))).toBe("virginia");
});
