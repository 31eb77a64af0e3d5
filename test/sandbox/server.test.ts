import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runtimeShape, sandboxFiles } from "../../modules/sandbox/runtime";
import type { OperationOutcome } from "../../modules/sandbox/server/parts";
import type { RunningServer } from "../../modules/sandbox/server/start";
import { startServer } from "../../modules/sandbox/server/start";
import { request, Sandboxes } from "./server-support";

const sandboxes = new Sandboxes();
afterAll(() => sandboxes.clear());

const told: unknown[] = [];
let server: RunningServer & { folder: string };
beforeAll(async () => {
  server = await sandboxes.start({
    onOutage: (place, mode) => Promise.resolve(void told.push([place, mode])),
    operate: (call): Promise<OperationOutcome> =>
      Promise.resolve(call.operation === "rds:No" ? { refused: "InvalidState: no" } : { answer: { ...call } }),
  });
});

async function control(method: string, path: string, body?: unknown, headers = {}) {
  const { status, text: answer } = await request(server.runtime.address, {
    method,
    path: `/control/${path}`,
    headers: { authorization: `Bearer ${server.runtime.token}`, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body ?? null),
  });
  const parsed: unknown = answer.startsWith("{") ? JSON.parse(answer) : answer;
  return { status, answer: parsed };
}

describe("who may ask", () => {
  test.each([
    ["/control/status", { authorization: "" }],
    ["/control/status", { authorization: "Bearer wrong" }],
    ["/state/aws/us-east-1/b/k", { authorization: "Bearer wrong" }],
  ])("nobody without the token: %s with %j", async (path, headers) => {
    expect((await request(server.runtime.address, { path, headers })).status).toBe(401);
  });

  test("nobody with the other area's way of saying the token", async () => {
    const bearer = { authorization: `Bearer ${server.runtime.token}` };
    expect((await request(server.runtime.address, { path: "/state/aws/r/b/k", headers: bearer })).status).toBe(401);
  });

  test.each(["sandbox.example.com", "127.0.0.1.example.com", "example.com:80"])(
    "no page whose name was made to lead here: %j",
    async (host) => {
      expect((await control("GET", "status", undefined, { host })).status).toBe(403);
    },
  );

  test("this machine under both of its names", async () => {
    for (const host of ["localhost:1", "127.0.0.1"])
      expect((await control("GET", "status", undefined, { host })).status).toBe(200);
  });

  test("nobody else on the machine can read the token", () => {
    expect(statSync(sandboxFiles.runtime(server.folder)).mode & 0o777).toBe(0o600);
  });
});

describe("the control API", () => {
  test("begins and ends outages, which are kept, and tells of both", async () => {
    const begun = await control("POST", "outages", { cloud: "aws", region: "us-east-1", mode: "dark" });
    const outage = { cloud: "aws", region: "us-east-1", mode: "dark" };
    expect(begun).toEqual({ status: 200, answer: { before: null, outages: [outage] } });
    const changed = await control("POST", "outages", { ...outage, mode: "throttled" });
    expect(changed.answer).toEqual({ before: "dark", outages: [{ ...outage, mode: "throttled" }] });
    expect((await control("GET", "status")).answer).toMatchObject({ outages: [{ ...outage, mode: "throttled" }] });
    const ended = await control("DELETE", "outages/aws/us-east-1");
    expect(ended.answer).toEqual({ before: "throttled", outages: [] });
    expect((await control("DELETE", "outages/aws/us-east-1")).answer).toEqual({ before: null, outages: [] });
    const place = { cloud: "aws", region: "us-east-1" };
    expect(told).toEqual([
      [place, "dark"],
      [place, "throttled"],
      [place, undefined],
    ]);
  });

  test("calls a vendor's operation, and passes its refusal on", async () => {
    const call = { cloud: "aws", operation: "rds:Yes", arguments: { to: "b" } };
    expect(await control("POST", "operations", call)).toEqual({ status: 200, answer: { answer: call } });
    const refused = await control("POST", "operations", { cloud: "aws", operation: "rds:No" });
    expect(refused).toEqual({ status: 409, answer: { refused: "InvalidState: no" } });
  });

  test("says what is wrong with a request, all of it", async () => {
    const unknown = await control("POST", "outages", { cloud: "aws", region: "us-esat-1", mode: "dark" });
    expect(unknown.status).toBe(400);
    expect(JSON.stringify(unknown.answer)).toContain('did you mean \\"us-east-1\\"?');
    const wrong = await control("POST", "outages", { cloud: "aws", region: 1, mode: "off", more: true });
    expect(wrong.status).toBe(400);
    for (const path of ["body.region", "body.mode", '"body"']) expect(JSON.stringify(wrong.answer)).toContain(path);
    expect((await control("POST", "operations", "{")).status).toBe(400);
    expect((await control("GET", "everything")).status).toBe(404);
    expect((await request(server.runtime.address, { path: "/" })).status).toBe(404);
  });

  test("tells in the status what Terraform does not: why a state was refused", async () => {
    const other = await sandboxes.start({ states: { bucketExists: () => false, outage: () => undefined } });
    const basic = Buffer.from(`sandbox:${other.runtime.token}`).toString("base64");
    const headers = { authorization: `Basic ${basic}` };
    await request(other.runtime.address, { path: "/state/aws/us-east-1/bucket/one.tfstate", headers });
    const authorization = `Bearer ${other.runtime.token}`;
    const { text } = await request(other.runtime.address, { path: "/control/status", headers: { authorization } });
    expect(JSON.parse(text)).toMatchObject({
      refusals: [{ stack: "one", said: expect.stringMatching(/^NoSuchBucket/) }],
    });
  });
});

describe("a sandbox in this process", () => {
  test("writes how to reach it, and when it is asked to stop takes that away and frees its store", async () => {
    const first = await sandboxes.start();
    const file = sandboxFiles.runtime(first.folder);
    expect(runtimeShape.parse(JSON.parse(readFileSync(file, "utf8")))).toEqual(first.runtime);
    await expect(sandboxes.start({}, first.folder)).rejects.toThrow(`is open in process ${process.pid}`);
    const authorization = `Bearer ${first.runtime.token}`;
    const asked = await request(first.runtime.address, {
      method: "POST",
      path: "/control/stop",
      headers: { authorization },
    });
    expect(asked.status).toBe(202);
    await first.stopped;
    expect(existsSync(file)).toBe(false);
    await (await sandboxes.start({}, first.folder)).stop();
  });

  test("takes another port when somebody has its own", async () => {
    const first = await sandboxes.start();
    await first.stop();
    const port = Number(new URL(first.runtime.address).port);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
    try {
      const second = await sandboxes.start({}, first.folder);
      expect(second.runtime.address).not.toBe(first.runtime.address);
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  test("stops what was started when something cannot be, and says what", async () => {
    const folder = sandboxes.folders.make();
    const compose = () => Promise.reject(new Error("no PostgreSQL"));
    await expect(startServer(folder, { compose, onFault: () => undefined })).rejects.toThrow("no PostgreSQL");
    expect(existsSync(sandboxFiles.runtime(folder))).toBe(false);
    await (await sandboxes.start({}, folder)).stop();
  });

  test("answers an error with its words, and tells the one who runs it", async () => {
    const broken = await sandboxes.start({ operate: () => Promise.reject(new Error("out of luck")) });
    const { status, text } = await request(broken.runtime.address, {
      method: "POST",
      path: "/control/operations",
      headers: { authorization: `Bearer ${broken.runtime.token}` },
      body: JSON.stringify({ cloud: "gcp", operation: "x" }),
    });
    expect({ status, text }).toEqual({ status: 500, text: "out of luck" });
    expect(sandboxes.faults).toEqual([new Error("out of luck")]);
  });
});
