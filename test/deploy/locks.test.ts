import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { deployStacks, planStacks } from "../../modules/deploy";
import { Bench, ownStack, plainTarget, until } from "./bench";

// A run of Terraform takes a tenth of a second, but a busy machine gives it less than a tenth of its time.
jest.setTimeout(120_000);

const bench = new Bench();
beforeAll(() => bench.serve());
afterAll(() => bench.close());

const target = plainTarget();

describe("a lock that somebody else holds", () => {
  test.each(["local", "http"])("is told with who, since when, and how to let go of it: %s", async (kind) => {
    const { address, token } = bench.runtime;
    const state = `${address}/state/aws/us-east-1/bucket/locked.tfstate`;
    const http = { address: state, lock_address: state, unlock_address: state, username: "sandbox" };
    const backend = kind === "local" ? { local: {} } : { http };
    const output = bench.write({ one: { json: ownStack({ a: {}, slow: { command: "cat fifo" } }, backend) } });
    const folder = join(output, "stacks/one");
    const locked = plainTarget({}, { TF_HTTP_PASSWORD: token });
    await planStacks({ output, stacks: ["one"], target: locked });

    const env = locked.environment();
    const args = ["-c", "mkfifo fifo && exec terraform apply -auto-approve -input=false"];
    const holder = spawn("bash", args, { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"] });
    try {
      let said = "";
      holder.stdout.on("data", (data) => (said += String(data)));
      await until(() => said.includes("Provisioning with") || holder.exitCode !== null);
      const [result] = await deployStacks({ output, stacks: ["one"], target: locked });
      expect(result).toMatchObject({
        outcome: "failed",
        failure: { step: "plan", lock: { operation: "apply", who: expect.stringMatching(/@/) } },
      });
      const lock = result?.outcome === "failed" ? result.failure.lock : undefined;
      expect(lock?.since).toMatch(/^2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d/);
      expect(lock?.unlock).toBe(`unlock one ${lock?.id ?? ""}`);
      expect(lock?.id).toMatch(/^[0-9a-f-]{36}$/);
    } finally {
      const ended = new Promise((done) => holder.once("close", done));
      spawn("bash", ["-c", "echo > fifo"], { cwd: folder });
      await ended;
    }
  });
});

describe("an interrupt", () => {
  test("ends Terraform gracefully: what it made is in the state, the lock is free, nothing new is begun", async () => {
    const output = bench.write({
      one: { json: ownStack({ quick: {}, slow: { command: "touch here; cat fifo" } }) },
      two: { json: ownStack({ b: {} }), after: ["one"] },
    });
    const folder = join(output, "stacks/one");
    const controller = new AbortController();
    const deploying = deployStacks({
      output,
      stacks: ["one", "two"],
      target,
      signal: controller.signal,
      approve: async () => {
        const making = spawn("bash", ["-c", "mkfifo fifo"], { cwd: folder });
        await new Promise((done) => making.once("close", done));
        return true;
      },
    });
    await until(() => existsSync(join(folder, "here")));
    controller.abort();
    const results = await deploying;
    expect(results).toMatchObject([
      { stack: "one", outcome: "interrupted" },
      { stack: "two", outcome: "not reached" },
    ]);
    expect(readFileSync(join(folder, "terraform.tfstate"), "utf8")).toContain('"quick"');
    expect(existsSync(join(folder, ".terraform.tfstate.lock.info"))).toBe(false);
    expect(readFileSync(join(folder, "understudy.log"), "utf8")).toMatch(/[Ii]nterrupt/);
  });

  test("before anything is begun leaves nothing begun", async () => {
    const output = bench.write({ one: { json: ownStack({ a: {} }) } });
    const results = await deployStacks({ output, stacks: ["one"], target, signal: AbortSignal.abort() });
    expect(results).toMatchObject([{ outcome: "not reached", because: "interrupted" }]);
  });
});
