import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import { staging } from "../../environments/staging";
import { databaseName } from "../../modules/core/naming";
import type { ProbeAccess } from "../../modules/recovery/drill/access";
import { drillOnCloud, type Servers } from "../../modules/recovery/drill/cloud";
import { continueDrill, drill } from "../../modules/recovery/drill/drill";
import { readRecord } from "../../modules/recovery/drill/record";
import { sandboxStage } from "../../modules/recovery/drill/sandbox";
import { readJournal } from "../../modules/recovery/run/journal";
import type { Stage } from "../../modules/recovery/switch/stage";
import { openRegistry } from "../../modules/sandbox/postgres/registry";
import { sandboxFiles } from "../../modules/sandbox/runtime";
import { callOperation } from "../../modules/sandbox/server/client";
import { nameService, userService } from "../../modules/sandbox/services";
import { siteName } from "../../modules/traffic/contract";
import { Folders, onlyAws } from "../cli/command";
import { WholeSandbox } from "../deploy/deployment";
import { Shared } from "./shared-lease";

jest.setTimeout(300_000);

const folders = new Folders();
const sandbox = new WholeSandbox();
const folder = sandbox.folder("sandbox");
const environments = folders.environments([{ ...staging, groups: onlyAws(staging) }]);
const password = randomBytes(12).toString("hex");
const answerShape = z.object({ port: z.number(), certificate: z.string() });
let authority = "";

const runtime = () => sandbox.running.runtime;

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

/** The port of a server, whatever its role. */
function portOf(database: string): number {
  const found = openRegistry(sandboxFiles.postgres(folder))
    .all()
    .find(({ name }) => name === database);
  if (found === undefined) throw new Error(`there is no server ${database}`);
  return found.port;
}

const host = "localhost";
const servers: Servers = {
  writer: async () => ({ host, port: (await writer()).port }),
  server: ({ database }) => Promise.resolve({ host, port: portOf(database) }),
};

const access = (): ProbeAccess => ({ user: "drill_probe", password, database: "app", authority });

/** The group as it stands on a cloud: with a lease that all machines see, and with what else a test says. */
function stageWith(more: Partial<Stage> = {}) {
  const { group, environment, operator, roles, terraforming, leadsTo, runs, signer } = base();
  const plain: Stage = { group, environment, operator, roles, terraforming, leadsTo, runs, signer, shared: null };
  return { ...plain, ...more };
}

beforeAll(async () => {
  await sandbox.start();
  const deployed = await sandbox.deployAll(environments, "staging");
  ({ certificate: authority } = await writer());
  const [group] = deployed[0]?.groups ?? [];
  const [origin] = group?.sites ?? [];
  if (origin === undefined) throw new Error("there is no origin");
  const database = databaseName(origin.id, origin.lineage.generation);
  await ask(userService, { database, user: "drill_probe", password });
});

afterAll(async () => {
  await sandbox.stop();
  folders.clear();
  expect(sandbox.faults).toEqual([]);
}, 60_000);

const quiet = () => ({ starter: "ana@example.com", signal: new AbortController().signal, onEvent: () => undefined });

function rehearse(stage: Stage, given = access(), where: Partial<Servers> = {}) {
  const drilled = drillOnCloud(stage, given, { ...servers, ...where });
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

interface Lack {
  readonly given?: Partial<ProbeAccess>;
  readonly where?: Partial<Servers>;
  readonly said: RegExp;
}

const wrong = randomBytes(8).toString("hex");
const nowhere = () => Promise.resolve({ host, port: 1 });
const replica = () => Promise.resolve({ host, port: portOf("staging-aws-oregon") });
const nameless = () => Promise.reject(new Error("no such name"));

const lacks: Readonly<Record<string, Lack>> = {
  "somebody whom the database does not know": {
    given: { user: "nobody" },
    said: /name of the writer cannot be used from here as nobody/,
  },
  "a password that is not the user's": { given: { password: wrong }, said: /password authentication failed/ },
  "a name that leads nowhere": { where: { writer: nowhere }, said: /ECONNREFUSED/ },
  "a standby that cannot be reached from here": { where: { server: nowhere }, said: /the server of oregon/ },
  "a name that leads to a replica": { where: { writer: replica }, said: /read-only/ },
  "a standby that is the writer itself": { where: { server: servers.writer }, said: /server of oregon is no replica/ },
  "a pair whose names nobody knows": { where: { writer: nameless }, said: /no such name/ },
};

/** That a drill was refused before anything was done. */
async function refused(given: ProbeAccess, { where = {}, said }: Lack): Promise<void> {
  const shared = new Shared();
  const { orders, stage } = watched(stageWith({ shared, runs: folders.make() }));
  const drilling = rehearse(stage, given, where);
  await expect(drilling).rejects.toThrow(said);
  await expect(drilling).rejects.toThrow(/^staging\/aws: cannot be drilled, and nothing was done/);
  await expect(drilling).rejects.not.toThrow(given.password);
  expect([orders, shared.entries, readdirSync(stage.runs)]).toEqual([[], [], []]);
}

test.each(Object.entries(lacks))("with %s a drill is refused before anything is done", async (_, lack) => {
  await refused({ ...access(), ...lack.given }, lack);
});

test("a server whose certificate nobody vouches for is never written to", async () => {
  const { authority: _, ...alone } = access();
  await refused(alone, { said: /certificate/ });
});

test("a planned change is drilled there by a user of the database, and back once what was in the way of that is gone", async () => {
  const shared = new Shared();
  const stage = stageWith({ shared, runs: folders.make() });
  const { operator } = watched(stage).stage;
  const look: Stage["operator"]["look"] = (from, ...asked) =>
    from.site === "oregon" ? Promise.reject(new Error("out of order")) : operator.look(from, ...asked);
  const events: string[] = [];
  const rehearsing = { ...quiet(), onEvent: (event: unknown) => void events.push(JSON.stringify(event)) };
  const hindered = drillOnCloud({ ...stage, operator: { ...operator, look } }, access(), servers);
  const stopped = drill(hindered, { scenario: "switchover", ...rehearsing });
  await expect(stopped).rejects.toThrow(
    /way back \(failback to virginia\) could not begin: out of order; oregon is active/,
  );
  const message = await stopped.then(String, String);
  const [, run = ""] = /understudy resume (\S+)/.exec(message) ?? [];
  expect(message).toContain(`${run}: has passed`);

  const record = readRecord(join(stage.runs, run));
  if (record === undefined) throw new Error(`${run} has no record`);
  const back = await continueDrill(drillOnCloud(stage, access(), servers), record, undefined, rehearsing);
  expect(back.map(({ plan, outcome }) => [plan.intent, outcome.outcome])).toEqual([["failback", "passed"]]);
  expect(await stage.leadsTo(AbortSignal.timeout(10_000))).toBe("virginia");

  for (const each of [join(stage.runs, run), ...back.map((one) => one.folder)]) {
    expect(readdirSync(each)).toContain("report.json");
    const measured = readJournal(each).entries.flatMap((entry) =>
      entry.fact === "measured" ? [entry.measurement] : [],
    );
    expect(measured).toMatchObject([{ rpoSeconds: 0, lostRows: 0 }]);
    expect(measured[0]?.acknowledgedRows).toBeGreaterThan(100);
    expect(measured[0]?.rtoSeconds).toBeGreaterThan(0);
  }
  expect(shared.entries.map((text) => text.includes('"released":true'))).toEqual([false, true, false, true]);
  const written = filesIn(stage.runs);
  expect(written.length).toBeGreaterThan(10);
  for (const file of written) expect([file, readFileSync(file, "utf8").includes(password)]).toEqual([file, false]);
  expect(events.join("\n")).not.toContain(password);
});
