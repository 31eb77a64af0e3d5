import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { deployStacks, destroyStacks, planStacks } from "../../modules/deploy";
import type { DeployEvent, StackResult } from "../../modules/deploy/contract";
import { Bench, lines, ownStack, plainTarget } from "./bench";

// A run of Terraform takes a tenth of a second, but a busy machine gives it less than a tenth of its time.
jest.setTimeout(120_000);

const bench = new Bench();
beforeAll(() => bench.serve());
afterAll(() => bench.close());

const target = plainTarget();
const outcomes = (results: readonly StackResult[]) => results.map(({ stack, outcome }) => `${stack}: ${outcome}`);
const failing = { terraform: { backend: { local: {} } }, resource: { terraform_data: { broken: { nonsense: 1 } } } };

describe("real Terraform, stack by stack", () => {
  test("deploys in order, after which a second plan is empty and a second deploy changes nothing", async () => {
    const output = bench.write({
      traffic: { json: ownStack({ name: {} }), after: ["origin", "standby"] },
      standby: { json: ownStack({ two: {} }), after: ["state", "origin"] },
      origin: { json: ownStack({ one: {}, other: {} }), after: ["state"] },
      state: { json: ownStack({ store: {} }) },
    });
    const stacks = ["traffic", "standby", "origin", "state"];
    const events: DeployEvent[] = [];
    const deployed = await deployStacks({ output, stacks, target, onEvent: (event) => events.push(event) });
    expect(outcomes(deployed)).toEqual(["state", "origin", "standby", "traffic"].map((name) => `${name}: applied`));
    expect(deployed[1]).toMatchObject({ plan: { add: 2, change: 0, replace: 0, destroy: 0 } });
    const applied = lines(events).filter((line) => / (?:apply|applied)$/.test(line.replace(":", "")));
    expect(applied).toEqual(
      ["state", "origin", "standby", "traffic"].flatMap((name) => [`${name}: apply`, `${name}: applied`]),
    );
    expect(events).toContainEqual({ event: "progress", stack: "origin", done: 2, total: 2 });

    const planned = await planStacks({ output, stacks, target });
    expect(outcomes(planned).every((line) => line.endsWith(": planned"))).toBe(true);
    for (const result of planned) expect(result).toMatchObject({ plan: { applies: false, changes: [] } });
    expect(outcomes(await deployStacks({ output, stacks, target }))).toContain("origin: unchanged");
  });

  test("keeps plan and log for their owner's eyes, and initializes once", async () => {
    const output = bench.write({ one: { json: ownStack({ a: {} }) } });
    const steps: string[] = [];
    const onEvent = (event: DeployEvent) => event.event === "step" && steps.push(event.step);
    await planStacks({ output, stacks: ["one"], target, onEvent });
    await planStacks({ output, stacks: ["one"], target, onEvent });
    expect(steps).toEqual(["initialize", "plan", "plan"]);
    for (const name of ["understudy.tfplan", "understudy.tfplan.json", "understudy.log"])
      expect(statSync(join(output, "stacks/one", name)).mode & 0o777).toBe(0o600);

    bench.write({ one: { json: ownStack({ a: {} }, { local: { path: "elsewhere.tfstate" } }) } }, output);
    const [moved] = await planStacks({ output, stacks: ["one"], target, onEvent });
    expect(moved).toMatchObject({ outcome: "failed", failure: { step: "initialize" } });
  });

  test("a failing stack stops those after it, the others go on, and the cause comes with its log", async () => {
    const output = bench.write({
      state: { json: ownStack({ a: {} }) },
      origin: { json: ownStack({ good: {}, bad: { command: "echo the disk is full >&2; exit 3" } }), after: ["state"] },
      standby: { json: ownStack({ b: {} }), after: ["origin"] },
      traffic: { json: ownStack({ c: {} }), after: ["standby"] },
      other: { json: ownStack({ d: {} }) },
      broken: { json: failing },
    });
    const stacks = ["state", "origin", "standby", "traffic", "other", "broken"];
    const results = await deployStacks({ output, stacks, target });
    const of = (name: string) => results.find(({ stack }) => stack === name);
    expect(of("state")).toMatchObject({ outcome: "applied" });
    expect(of("other")).toMatchObject({ outcome: "applied" });
    expect(of("origin")).toMatchObject({
      outcome: "failed",
      failure: { step: "apply", diagnostics: [{ address: "terraform_data.bad", severity: "error" }] },
    });
    for (const name of ["standby", "traffic"])
      expect(of(name)).toMatchObject({ outcome: "not reached", because: "origin did not get through" });
    expect(of("broken")).toMatchObject({ outcome: "failed", failure: { step: "plan" } });
    const log = readFileSync(join(output, "stacks/origin/understudy.log"), "utf8");
    expect(log).toContain("the disk is full");
    expect(log).toMatch(/\$ terraform apply/);
  });

  test("a stack that is not in the synthesis is refused before anything is run", async () => {
    const output = bench.write({ one: { json: ownStack({ a: {} }) } });
    await expect(deployStacks({ output, stacks: ["two", "three"], target })).rejects.toThrow(
      /two: is no stack in .*only "one".*\nthree: is no stack/,
    );
    expect(existsSync(join(output, "stacks/one/.terraform"))).toBe(false);
  });

  test("nothing is applied when the answer is no, and the question shows every plan", async () => {
    const output = bench.write({
      one: { json: ownStack({ a: {} }) },
      two: { json: ownStack({ b: {} }), after: ["one"] },
    });
    let asked: readonly string[] = [];
    const results = await deployStacks({
      output,
      stacks: ["one", "two"],
      target,
      approve: (planned) => {
        asked = outcomes(planned);
        return Promise.resolve(false);
      },
    });
    expect(asked).toEqual(["one: planned", "two: planned"]);
    expect(results).toMatchObject([{ outcome: "not reached", because: "not approved" }, { outcome: "not reached" }]);
    expect(existsSync(join(output, "stacks/one/terraform.tfstate"))).toBe(false);
  });

  test("destroys the last first, and what prevents its destruction is named and keeps all before it", async () => {
    const stacks = {
      state: { json: ownStack({ a: {} }) },
      origin: { json: ownStack({ b: {} }), after: ["state"] },
      traffic: { json: ownStack({ c: {} }), after: ["origin"] },
    };
    const output = bench.write(stacks);
    const names = Object.keys(stacks);
    await deployStacks({ output, stacks: names, target });
    const kept = {
      ...ownStack({}),
      resource: { terraform_data: { b: { input: "b", lifecycle: { prevent_destroy: true } } } },
    };
    bench.write({ ...stacks, origin: { json: kept, after: ["state"] } }, output);
    const refused = await destroyStacks({ output, stacks: names, target });
    expect(outcomes(refused)).toEqual(["state: not reached", "origin: failed", "traffic: applied"]);
    expect(refused[1]).toMatchObject({ failure: { diagnostics: [{ address: "terraform_data.b" }] } });

    bench.write(stacks, output);
    const events: DeployEvent[] = [];
    const gone = await destroyStacks({ output, stacks: names, target, onEvent: (event) => events.push(event) });
    expect(outcomes(gone)).toEqual(["state: applied", "origin: applied", "traffic: unchanged"]);
    expect(lines(events).filter((line) => line.endsWith(": destroy"))).toEqual(["origin: destroy", "state: destroy"]);
  });
});

describe("what would lose data", () => {
  const bucket = (name: string) => ({
    terraform: { backend: { local: {} }, required_providers: { aws: { source: "hashicorp/aws" } } },
    provider: { aws: { region: "us-east-1" } },
    resource: { aws_s3_bucket: { store: { bucket: name } } },
  });

  test("is refused before anything is applied anywhere, with the address and the attribute", async () => {
    const withProviders = plainTarget({}, { TF_REATTACH_PROVIDERS: bench.runtime.reattach });
    const output = bench.write({ one: { json: bucket("first") }, two: { json: ownStack({ a: {} }) } });
    const options = { output, stacks: ["one", "two"], target: withProviders };
    expect(outcomes(await deployStacks(options))).toEqual(["one: applied", "two: applied"]);

    bench.write({ one: { json: bucket("second") }, two: { json: ownStack({ a: {}, b: {} }) } }, output);
    const results = await deployStacks(options);
    expect(results[0]).toMatchObject({
      outcome: "refused",
      plan: { replace: 1 },
      losses: [{ path: "one/aws_s3_bucket.store" }],
    });
    expect(JSON.stringify(results[0])).toContain("would be replaced, because of bucket");
    expect(results[1]).toMatchObject({
      outcome: "not reached",
      because: "nothing is applied while one is refused",
    });
    expect(readFileSync(join(output, "stacks/two/terraform.tfstate"), "utf8")).not.toContain('"b"');
  });

  test("is refused so too when Terraform itself refuses it, which says no attribute", async () => {
    const withProviders = plainTarget({}, { TF_REATTACH_PROVIDERS: bench.runtime.reattach });
    const kept = (name: string) => {
      const resource = { aws_s3_bucket: { store: { bucket: name, lifecycle: { prevent_destroy: true } } } };
      return { ...bucket(name), resource };
    };
    const output = bench.write({ one: { json: kept("first") } });
    const options = { output, stacks: ["one"], target: withProviders };
    await deployStacks(options);
    bench.write({ one: { json: kept("second") } }, output);
    expect(JSON.stringify(await planStacks(options))).toMatch(/"refused".*would be replaced, because of bucket/);
  });
});

describe("a region that is left out", () => {
  const without = "us-west-2";

  interface Site {
    readonly owner: string;
    readonly version: number;
    readonly standby?: boolean;
  }

  /** A bucket in each of two regions, and a server that takes a generated value. */
  const site = ({ owner, version, standby = true }: Site) => ({
    terraform: {
      backend: { local: {} },
      required_providers: { aws: { source: "hashicorp/aws" }, random: { source: "hashicorp/random" } },
    },
    provider: { aws: { region: "us-east-1" } },
    ephemeral: { random_password: { value: { length: 20 } } },
    resource: {
      aws_s3_bucket: {
        near: { bucket: "near", tags: { owner } },
        far: { bucket: "far", region: without, tags: { owner } },
      },
      ...(standby && {
        aws_rds_cluster: {
          server: {
            cluster_identifier: "server",
            engine: "aurora-postgresql",
            master_username: "postgres",
            master_password_wo: "${ephemeral.random_password.value.result}",
            master_password_wo_version: version,
            skip_final_snapshot: true,
          },
        },
      }),
    },
  });

  const stacks = ["one"];
  const target = () => plainTarget({}, { TF_REATTACH_PROVIDERS: bench.runtime.reattach });

  test("is not planned, and is named; the next whole plan has it", async () => {
    const options = {
      stacks,
      target: target(),
      output: bench.write({ one: { json: site({ owner: "a", version: 1 }) } }),
    };
    expect(outcomes(await deployStacks(options))).toEqual(["one: applied"]);
    bench.write({ one: { json: site({ owner: "b", version: 1 }) } }, options.output);
    const [result] = await deployStacks({ ...options, without });
    expect(result).toMatchObject({ outcome: "applied", plan: { change: 1, leftOut: ["aws_s3_bucket.far"] } });
    const [whole] = await planStacks(options);
    expect(whole).toMatchObject({ plan: { change: 1, changes: [{ address: "aws_s3_bucket.far" }], leftOut: [] } });
  });

  test.each([
    ["a value that is raised", true],
    ["a value that is new", false],
  ])("keeps %s from being written where its copies are not", async (_, standby) => {
    const output = bench.write({ one: { json: site({ owner: "a", version: 1, standby }) } });
    const options = { output, stacks, target: target() };
    await deployStacks(options);
    const before = readFileSync(join(output, "stacks/one/terraform.tfstate"), "utf8");
    bench.write({ one: { json: site({ owner: "a", version: 2 }) } }, output);
    const [refused] = await deployStacks({ ...options, without });
    expect(refused).toMatchObject({ outcome: "refused", losses: [{ path: "one/aws_rds_cluster.server" }] });
    expect(readFileSync(join(output, "stacks/one/terraform.tfstate"), "utf8")).toBe(before);
    expect(outcomes(await planStacks(options))).toEqual(["one: planned"]);
  });
});
