import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { deployStacks, destroyStacks, planStacks } from "../../modules/deploy";
import { cloudTarget } from "../../modules/deploy/cloud";
import type { Target } from "../../modules/deploy/contract";
import { Bench, ownStack, plainTarget } from "./bench";

// A run of Terraform takes a tenth of a second, but a busy machine gives it less than a tenth of its time.
jest.setTimeout(120_000);

const bench = new Bench();
const places = new Map<string, string>();
/** A bucket is there once its stack has made the file that stands for it. */
beforeAll(() => bench.serve((bucket) => existsSync(join(places.get(bucket) ?? "", "made"))));
afterAll(() => bench.close());

function backend(bucket: string, key: string) {
  const address = `${bench.runtime.address}/state/aws/us-east-1/${bucket}/${key}`;
  return { http: { address, lock_address: address, unlock_address: address, username: "sandbox", retry_max: 0 } };
}

/** A stack that makes the bucket which its own state lies in, another whose state lies there too, and one with none. */
function described(bucket: string, command = "touch made") {
  const output = bench.folder();
  places.set(bucket, join(output, "stacks/store"));
  const stacks = {
    store: { json: ownStack({ first: {}, bucket: { command } }, backend(bucket, "store")) },
    site: { json: ownStack({ one: {} }, backend(bucket, "site")), after: ["store"] },
  };
  bench.write(stacks, output);
  return { output, folder: join(output, "stacks/store"), stacks };
}

const target = (): Target => plainTarget({ bootstraps: () => true }, { TF_HTTP_PASSWORD: bench.runtime.token });

async function stateAt(bucket: string, key: string): Promise<string> {
  const { address, token } = bench.runtime;
  const authorization = `Basic ${Buffer.from(`sandbox:${token}`).toString("base64")}`;
  const answer = await fetch(`${address}/state/aws/us-east-1/${bucket}/${key}`, { headers: { authorization } });
  return answer.ok ? answer.text() : `status ${answer.status}`;
}

const onDisk = (folder: string) =>
  ["understudy_bootstrap_override.tf.json", "understudy_bootstrap.tfstate"].filter((name) =>
    existsSync(join(folder, name)),
  );

describe("a stack that makes the store of its own state", () => {
  test("begins on this disk and moves into the store; what waits for the store is planned then", async () => {
    const { output, folder } = described("fresh");
    const options = { output, stacks: ["store", "site"], target: target() };
    let asked: readonly unknown[] = [];
    const approve = (planned: readonly unknown[]) => {
      asked = planned;
      return Promise.resolve(true);
    };
    const results = await deployStacks({ ...options, approve });
    expect(asked).toMatchObject([{ outcome: "planned" }, { outcome: "deferred", after: ["store"] }]);
    expect(results).toMatchObject([{ outcome: "applied" }, { outcome: "applied", plan: { add: 1 } }]);
    expect(onDisk(folder)).toEqual([]);
    expect(await stateAt("fresh", "store")).toContain('"bucket"');
    expect(await stateAt("fresh", "site")).toContain('"one"');
    for (const result of await planStacks(options)) expect(result).toMatchObject({ plan: { applies: false } });
  });

  test("leaves nothing on this disk when it was only planned, and deploys afterwards all the same", async () => {
    const { output, folder } = described("planned");
    const options = { output, stacks: ["store"], target: target() };
    expect(await planStacks(options)).toMatchObject([{ outcome: "planned", plan: { add: 2 } }]);
    expect(onDisk(folder)).toEqual([]);
    expect(await deployStacks({ ...options, approve: () => Promise.resolve(false) })).toMatchObject([
      { because: "not approved" },
    ]);
    expect(onDisk(folder)).toEqual([]);
    expect(await deployStacks(options)).toMatchObject([{ outcome: "applied" }]);
  });

  test("keeps what a broken apply has made, and goes on from there", async () => {
    const { output, folder, stacks } = described("broken", "exit 1");
    const options = { output, stacks: ["store", "site"], target: target() };
    expect(await deployStacks(options)).toMatchObject([{ outcome: "failed" }, { outcome: "not reached" }]);
    expect(onDisk(folder)).toHaveLength(2);
    const [, id = ""] =
      /"name": "first"[^]*?"id": "([^"]+)"/.exec(readFileSync(join(folder, "understudy_bootstrap.tfstate"), "utf8")) ??
      [];
    expect(id).not.toBe("");

    const mended = ownStack({ first: {}, bucket: { command: "touch made" } }, backend("broken", "store"));
    bench.write({ ...stacks, store: { json: mended } }, output);
    expect(await deployStacks(options)).toMatchObject([{ outcome: "applied" }, { outcome: "applied" }]);
    expect(onDisk(folder)).toEqual([]);
    expect(await stateAt("broken", "store")).toContain(id);
  });

  test("keeps its state on this disk when the store is still not there, and moves it the next time", async () => {
    const { output, folder } = described("slow", "true");
    const options = { output, stacks: ["store"], target: target() };
    expect(await deployStacks(options)).toMatchObject([{ outcome: "failed", failure: { step: "move the state" } }]);
    expect(onDisk(folder)).toHaveLength(2);
    writeFileSync(join(folder, "made"), "");
    expect(await deployStacks(options)).toMatchObject([{ outcome: "unchanged" }]);
    expect(onDisk(folder)).toEqual([]);
    expect(await stateAt("slow", "store")).toContain('"bucket"');
  });

  test("without it, another stack says which one has to come first", async () => {
    const { output } = described("absent");
    const [result] = await deployStacks({ output, stacks: ["site"], target: target() });
    expect(result).toMatchObject({
      outcome: "failed",
      failure: { diagnostics: [{ summary: "the store of its state does not exist; deploy store first" }, {}] },
    });
  });

  test("there is nothing to destroy where it was never made", async () => {
    const { output, folder } = described("never");
    const results = await destroyStacks({ output, stacks: ["store", "site"], target: target() });
    expect(results).toMatchObject([{ outcome: "absent" }, { outcome: "absent" }]);
    expect(onDisk(folder)).toEqual([]);
  });
});

describe("what the clouds say of a store that does not exist", () => {
  const json = (code: number) => JSON.stringify({ error: { code, message: "The specified bucket does not exist." } });
  const xml = "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>";
  const empty = "<ListBucketResult></ListBucketResult>";
  let missing = true;
  const server = createServer((request, response) => {
    const isGoogle = request.url?.startsWith("/storage/") === true;
    const code = missing ? 404 : 403;
    response.writeHead(code, { "content-type": isGoogle ? "application/json" : "application/xml" });
    response.end(isGoogle ? json(code) : missing ? xml : empty);
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  const backends = {
    s3: () => ({
      bucket: "some-bucket",
      key: "k",
      region: "us-east-1",
      use_path_style: true,
      skip_credentials_validation: true,
      skip_requesting_account_id: true,
      skip_metadata_api_check: true,
      endpoints: { s3: `http://127.0.0.1:${port}` },
    }),
    gcs: () => ({
      bucket: "some-bucket",
      prefix: "k",
      access_token: "none",
      storage_custom_endpoint: `http://127.0.0.1:${port}/storage/v1/b`,
    }),
  };

  test.each(["s3", "gcs"] as const)(
    "Terraform's own %s backend words it as we read it, and a refusal is none",
    async (kind) => {
      const known = cloudTarget().storeIsMissing;
      const environment = { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" };
      const asked = plainTarget({ storeIsMissing: known }, environment);
      const output = bench.write({
        first: { json: ownStack({}) },
        site: { json: ownStack({ a: {} }, { [kind]: backends[kind]() }), after: ["first"] },
      });
      const options = { output, stacks: ["site"], target: asked };
      missing = true;
      const summary = "the store of its state does not exist; deploy first first";
      const [absent] = await planStacks(options);
      expect(absent?.outcome === "failed" && absent.failure.diagnostics[0].summary).toBe(summary);
      missing = false;
      const [refused] = await planStacks(options);
      expect(refused).toMatchObject({ outcome: "failed" });
      expect(JSON.stringify(refused)).not.toContain(summary);
    },
  );

  test.each([
    ["ResourceGroupNotFound: Resource group 'staging-azure-state' could not be found.", true],
    ["ContainerNotFound: The specified container does not exist.", true],
    ["dial tcp: lookup stagingazure.blob.core.windows.net on 10.0.0.2:53: no such host", true],
    ["AuthorizationFailed: the client does not have authorization to perform listKeys", false],
    ["dial tcp: lookup login.microsoftonline.com: no such host", false],
    ["AccessDenied: Access Denied", false],
    ["this request is not authorized by network rules", false],
  ])("of Azure's and others' errors, %j is read right", (said, isMissing) => {
    expect(cloudTarget().storeIsMissing(`Failed to get existing workspaces: ${said}`)).toBe(isMissing);
  });
});
