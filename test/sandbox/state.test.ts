import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { RunningServer } from "../../modules/sandbox/server/start";
import { request, Sandboxes, type Sent } from "./server-support";

const sandboxes = new Sandboxes();
afterAll(() => sandboxes.clear());

const path = "/state/aws/us-east-1/bucket/one.tfstate";

const basic = ({ runtime }: RunningServer) => ({
  authorization: `Basic ${Buffer.from(`sandbox:${runtime.token}`).toString("base64")}`,
});
const ask = (server: RunningServer, sent: Omit<Sent, "path"> & { readonly path?: string }) =>
  request(server.runtime.address, { path, headers: basic(server), ...sent });
const lockInfo = (ID: string) => JSON.stringify({ ID, Operation: "OperationTypeApply", Who: "ada@desk", Created: "" });
const stateText = (serial: number) => `{"version":4,"serial":${serial},"lineage":"x","large":12345678901234567890}`;

describe("the state backend", () => {
  let server: RunningServer;
  beforeAll(async () => (server = await sandboxes.start()));
  const statusOf = async (sent: Omit<Sent, "path">) => (await ask(server, sent)).status;

  test("gives back what was saved, to the byte, and nothing before and after", async () => {
    expect(await statusOf({})).toBe(404);
    expect(await statusOf({ method: "POST", body: stateText(1) })).toBe(200);
    expect(await ask(server, {})).toEqual({ status: 200, text: stateText(1) });
    expect(await statusOf({ method: "DELETE" })).toBe(200);
    expect(await statusOf({})).toBe(404);
  });

  test("lets nobody but a lock's holder write, and tells who that is", async () => {
    expect(await statusOf({ method: "LOCK", body: lockInfo("first") })).toBe(200);
    // Whoever did not hear the answer asks again.
    expect(await statusOf({ method: "LOCK", body: lockInfo("first") })).toBe(200);
    const second = await ask(server, { method: "LOCK", body: lockInfo("second") });
    expect(second.status).toBe(423);
    expect(JSON.parse(second.text)).toMatchObject({ ID: "first (ada@desk, apply)", Who: "ada@desk" });
    for (const query of ["", "?ID=second"]) {
      for (const method of ["POST", "DELETE"]) {
        const { status, text } = await ask(server, { method, path: path + query, body: stateText(2) });
        expect({ status, text }).toEqual({ status: 409, text: "the state is locked under first: ada@desk, apply" });
      }
    }
    expect(await statusOf({ method: "UNLOCK", body: lockInfo("second") })).toBe(409);
    expect((await ask(server, { method: "POST", path: `${path}?ID=first`, body: stateText(2) })).status).toBe(200);
    expect(await statusOf({ method: "UNLOCK", body: lockInfo("first") })).toBe(200);
    expect(await statusOf({ method: "UNLOCK", body: lockInfo("first") })).toBe(409);
  });

  test("takes no write from somebody whose lock was broken", async () => {
    expect(await statusOf({ method: "LOCK", body: lockInfo("slow") })).toBe(200);
    expect(await statusOf({ method: "UNLOCK" })).toBe(200);
    const { status, text } = await ask(server, { method: "POST", path: `${path}?ID=slow`, body: stateText(3) });
    expect({ status, text }).toEqual({ status: 409, text: "the lock slow was broken meanwhile; plan again" });
  });

  test.each([
    ["half a state", { method: "POST", body: stateText(1).slice(0, 20) }],
    ["what is no state", { method: "POST", body: "{}" }],
    ["a lock without an id", { method: "LOCK", body: "{}" }],
    ["a state that its sender's digest does not fit", { method: "POST", body: stateText(1), digest: "AAAA" }],
  ])("refuses %s", async (_, { digest, ...sent }: Omit<Sent, "path"> & { digest?: string }) => {
    const headers = { ...basic(server), ...(digest !== undefined && { "content-md5": digest }) };
    expect((await ask(server, { ...sent, headers })).status).toBe(400);
  });

  test.each(["/state/aws/us-east-1/bucket", "/state/ibm/x/y/z", "/state/aws//bucket/key", "/state/aws/r/b/%zz"])(
    "finds no state at %s",
    async (elsewhere) => {
      expect((await ask(server, { path: elsewhere })).status).toBe(400);
    },
  );

  test("tells who saved under which lock, before Terraform is told", async () => {
    const told: unknown[] = [];
    const other = await sandboxes.start({
      onStateSaved: (lock, state) => Promise.resolve(void told.push(["saved", lock, state])),
    });
    await ask(other, { method: "LOCK", body: lockInfo("mine") });
    await ask(other, { method: "POST", path: `${path}?ID=mine`, body: stateText(1) });
    await ask(other, { method: "POST", path: `${path}?ID=other`, body: stateText(2) });
    await ask(other, { method: "UNLOCK", body: lockInfo("mine") });
    expect(told).toEqual([["saved", "mine", expect.objectContaining({ serial: 1 })]]);
  });

  test("has states and locks again after a restart, and the port", async () => {
    const first = await sandboxes.start();
    await ask(first, { method: "POST", body: stateText(7) });
    await ask(first, { method: "LOCK", body: lockInfo("kept") });
    await first.stop();
    const again = await sandboxes.start({}, first.folder);
    expect(again.runtime.address).toBe(first.runtime.address);
    expect(again.runtime.token).not.toBe(first.runtime.token);
    expect((await ask(again, {})).text).toBe(stateText(7));
    expect((await ask(again, { method: "LOCK", body: lockInfo("new") })).status).toBe(423);
  });
});

describe("a state in a bucket", () => {
  const inBucket = (exists: boolean, out: readonly string[] = [], mode: "dark" | "control-plane" = "dark") =>
    sandboxes.start({
      states: {
        bucketExists: () => exists,
        outage: (cloud, region) => (out.includes(`${cloud}/${region}`) ? mode : undefined),
      },
    });
  const methods: readonly Omit<Sent, "path">[] = [
    {},
    { method: "POST", body: stateText(1) },
    { method: "LOCK", body: lockInfo("x") },
    { method: "UNLOCK", body: lockInfo("x") },
    { method: "DELETE" },
  ];

  test("that does not exist is refused in its vendor's words, but to the stack that makes the bucket; never as an empty state", async () => {
    const server = await inBucket(false);
    for (const sent of methods) {
      const { status, text } = await ask(server, sent);
      expect(status).toBe(424);
      expect(text).toMatch(/^NoSuchBucket: The specified bucket does not exist: bucket; deploy .* -state first/);
    }
    const gcs = await ask(server, { path: "/state/gcp/us-east1/b/one" });
    expect(gcs.text).toContain("googleapi: Error 404: The specified bucket does not exist.");
    const azure = await ask(server, { path: "/state/azure/eastus/account/one.tfstate" });
    expect(azure.text).toContain("lookup account.blob.core.windows.net: no such host");
    for (const stack of ["aws/us-east-2/bucket/x-state.tfstate", "gcp/us-east4/bucket/x-state"])
      expect((await ask(server, { path: `/state/${stack}` })).status).toBe(404);
  });

  test("whose region is dark is not to be had by any method, in its vendor's words", async () => {
    const server = await inBucket(true, ["aws/us-east-1", "gcp/us-east1", "azure/eastus"]);
    for (const sent of methods) {
      const { status, text } = await ask(server, sent);
      expect({ status, text }).toEqual({
        status: 503,
        text: expect.stringContaining("bucket.s3.us-east-1.amazonaws.com"),
      });
    }
    expect((await ask(server, { path: "/state/azure/eastus/x/one.tfstate" })).status).toBe(503);
    expect((await ask(server, { path: "/state/aws/us-west-2/bucket/one.tfstate" })).status).toBe(404);
  });

  test("on Google's cloud is there until both of its regions are dark", async () => {
    const at = { path: "/state/gcp/us-east1/bucket/one" };
    expect((await ask(await inBucket(true, ["gcp/us-east1"]), at)).status).toBe(404);
    expect((await ask(await inBucket(true, ["gcp/us-east1", "gcp/us-east4"]), at)).status).toBe(503);
    const tokyo = { path: "/state/gcp/asia-northeast1/bucket/one" };
    expect((await ask(await inBucket(true, ["gcp/asia-northeast1"]), tokyo)).status).toBe(404);
  });

  test("can be read and written while only the control plane is out", async () => {
    const server = await inBucket(true, ["aws/us-east-1"], "control-plane");
    expect((await ask(server, { method: "POST", body: stateText(1) })).status).toBe(200);
  });
});

test("nothing went wrong that nobody expected", () => {
  expect(sandboxes.faults).toEqual([]);
});
