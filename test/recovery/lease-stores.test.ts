import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { type Cloud, clouds } from "../../modules/core/cloud";
import { awsObjects } from "../../modules/recovery/lease/aws";
import { azureObjects } from "../../modules/recovery/lease/azure";
import { fileLeases } from "../../modules/recovery/lease/files";
import { gcpObjects } from "../../modules/recovery/lease/gcp";
import { objectLeases } from "../../modules/recovery/lease/objects";
import type { ObjectAccess } from "../../modules/recovery/lease/request";
import { type LeaseStore, LeaseStoreFailure } from "../../modules/recovery/lease/store";
import { Folders } from "../cli/command";
import { dialects } from "../support/vendors/object-dialects";
import { type Asked, ObjectServer } from "../support/vendors/object-server";
import { HastyClock } from "./hasty-clock";

const folders = new Folders();
afterAll(() => folders.clear());

const servers: ObjectServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const objects = { aws: awsObjects, gcp: gcpObjects, azure: azureObjects } as const;

/** A store of a cloud, spoken to over the loopback interface by the requests that its own would get. */
async function onCloud(cloud: Cloud, access: Partial<ObjectAccess> = {}) {
  const server = new ObjectServer(dialects[cloud]);
  servers.push(server);
  await server.open();
  const secret = randomBytes(12).toString("hex");
  const name = cloud === "azure" ? "stagingazure" : `staging-${cloud}-state`;
  const api = objects[cloud]({ name, region: "middle-1", holder: name, logs: name });
  const authorization = `Bearer ${secret}`;
  const sign: ObjectAccess["sign"] = ({ headers }) => Promise.resolve({ ...headers, authorization });
  const clock = new HastyClock();
  const store = objectLeases(api, "leases/", { sign, fetch: server.fetch, patience: 10_000, ...access }, clock);
  return { server, store, secret, clock, error: dialects[cloud].error };
}

/** A store, and how a thing that is no entry gets into it. */
interface Stand {
  readonly store: LeaseStore;
  readonly put: (name: string) => void;
}

const stands: readonly { readonly title: string; readonly open: () => Promise<Stand> }[] = [
  {
    title: "a folder",
    open: () => {
      const folder = join(folders.make(), "leases");
      const put = (name: string) => {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, name), "");
      };
      return Promise.resolve({ store: fileLeases(folder), put });
    },
  },
  ...clouds.map((cloud) => ({
    title: `the store of ${cloud}`,
    open: async () => {
      const { store, server } = await onCloud(cloud);
      const put = (name: string) => {
        for (const prefix of ["leases/", "", "leases/other/"]) server.objects.set(`${prefix}${name}`, "");
        server.objects.set("leases/", "");
      };
      return { store, put };
    },
  })),
];

const entry = (number: number, text = `entry ${number}`) => ({ number, text });

describe.each(stands)("$title", ({ open }) => {
  test("has no last entry until one is created, and then that one", async () => {
    const { store, put } = await open();
    expect(await store.last()).toBeUndefined();
    put("staging-aws.tfstate");
    expect(await store.last()).toBeUndefined();
    expect(await store.create(entry(1))).toBe(true);
    expect(await store.last()).toEqual(entry(1));
  });

  test("creates an entry once, and never changes it", async () => {
    const { store } = await open();
    expect(await store.create(entry(1))).toBe(true);
    expect(await store.create(entry(1, "another"))).toBe(false);
    expect(await store.last()).toEqual(entry(1));
  });

  test("has the highest number as its last, over however many pages, and counts nothing else", async () => {
    const { store, put } = await open();
    for (let number = 1; number <= 12; number += 1) await store.create(entry(number));
    for (const name of ["99.json.bak", "x99.json", "99", ".99.json", "-99.json", "9e9.json", "1.99.json"]) put(name);
    expect(await store.last()).toEqual(entry(12));
  });

  test("lets exactly one of many have a number that all want at once", async () => {
    const { store } = await open();
    const wanting = Array.from({ length: 8 }, (_, index) => `taker ${index}`);
    const had = await Promise.all(wanting.map((text) => store.create({ number: 1, text })));
    expect(had.filter(Boolean)).toHaveLength(1);
    expect(await store.last()).toEqual(entry(1, wanting[had.indexOf(true)]));
  });
});

/** What a request is, but for who asks. */
function said({ method, url, headers, body }: Asked) {
  const own = ["content-type", "if-none-match", "x-ms-blob-type", "x-ms-version"].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [`${name}: ${value}`];
  });
  return [`${method} ${url.href}`, ...own, ...(body === "" ? [] : [body])];
}

const json = "content-type: application/json";
const google = "https://storage.googleapis.com";
const fields = "fields=items(name),nextPageToken";
const s3 = "https://staging-aws-state.s3.middle-1.amazonaws.com";
const blobs = "https://stagingazure.blob.core.windows.net/tfstate";
const version = "x-ms-version: 2023-11-03";

const requests = {
  aws: [
    [`GET ${s3}/?list-type=2&prefix=leases%2F`],
    [`PUT ${s3}/leases/1.json`, json, "if-none-match: *", "entry 1"],
    [`GET ${s3}/?list-type=2&prefix=leases%2F`],
    [`GET ${s3}/?continuation-token=page%202&list-type=2&prefix=leases%2F`],
    [`GET ${s3}/leases/3.json`],
  ],
  gcp: [
    [`GET ${google}/storage/v1/b/staging-gcp-state/o?prefix=leases%2F&${fields}`],
    [
      `POST ${google}/upload/storage/v1/b/staging-gcp-state/o?uploadType=media&name=leases%2F1.json&ifGenerationMatch=0`,
      json,
      "entry 1",
    ],
    [`GET ${google}/storage/v1/b/staging-gcp-state/o?prefix=leases%2F&${fields}`],
    [`GET ${google}/storage/v1/b/staging-gcp-state/o?prefix=leases%2F&${fields}&pageToken=page%202`],
    [`GET ${google}/storage/v1/b/staging-gcp-state/o/leases%2F3.json?alt=media`],
  ],
  azure: [
    [`GET ${blobs}?restype=container&comp=list&prefix=leases%2F`, version],
    [`PUT ${blobs}/leases/1.json`, json, "if-none-match: *", "x-ms-blob-type: BlockBlob", version, "entry 1"],
    [`GET ${blobs}?restype=container&comp=list&prefix=leases%2F`, version],
    [`GET ${blobs}?restype=container&comp=list&prefix=leases%2F&marker=page%202`, version],
    [`GET ${blobs}/leases/3.json`, version],
  ],
} as const satisfies Record<Cloud, unknown>;

describe.each(clouds)("the store of %s", (cloud) => {
  const open = (access?: Partial<ObjectAccess>) => onCloud(cloud, access);

  test("is sent exactly these requests, each by somebody", async () => {
    const { store, server, secret } = await open();
    await store.last();
    await store.create(entry(1));
    for (const number of [2, 3]) server.objects.set(`leases/${number}.json`, `entry ${number}`);
    await store.last();
    expect(server.asked.map(said)).toEqual(requests[cloud]);
    expect(server.asked.map(({ headers }) => headers["authorization"])).toEqual(
      requests[cloud].map(() => `Bearer ${secret}`),
    );
  });

  test("that allows nothing is asked once, and its words are told and no secret", async () => {
    const { store, server, secret, error } = await open();
    for (const what of ["list", "create"] as const)
      server.plant({ when: "before its effect", answer: error("not allowed"), times: 1, of: what });
    const [, words] = /(?:<Message>|"message":")([^"<\n]+)/.exec(error("not allowed").body) ?? [];
    for (const asked of [store.last(), store.create(entry(1))]) {
      await expect(asked).rejects.toThrow(LeaseStoreFailure);
      await expect(asked).rejects.toThrow(`was answered with 403`);
      await expect(asked).rejects.toThrow(words);
      await expect(asked).rejects.toThrow(/middle-1 cannot be asked/);
      await expect(asked).rejects.not.toThrow(secret);
    }
    expect(server.asked).toHaveLength(2);
  });

  test.each(["throttled", "conflict"] as const)(
    "that is in trouble (%s) is asked again, later and later",
    async (kind) => {
      const { store, server, clock, error } = await open();
      server.plant({ when: "before its effect", answer: error(kind), times: 2, of: "create" });
      expect(await store.create(entry(1))).toBe(true);
      expect(server.asked).toHaveLength(3);
      const [first = 0, second = 0] = clock.slept;
      expect(second).toBeGreaterThan(first);
    },
  );

  test("that is throttled for ever is given up on after three tries", async () => {
    const { store, server, error } = await open();
    server.plant({ when: "before its effect", answer: error("throttled"), times: 99, of: "list" });
    await expect(store.last()).rejects.toThrow(LeaseStoreFailure);
    expect(server.asked).toHaveLength(3);
  });

  test("that takes connections and says nothing is given up on", async () => {
    const { store, server } = await open({ patience: 100 });
    server.plant({ when: "before its effect", answer: "silence", times: 99, of: "list" });
    const asked = store.last();
    await expect(asked).rejects.toThrow(LeaseStoreFailure);
    await expect(asked).rejects.toThrow("does not answer within 0.1 s");
  });

  test.each([
    ["once", 1],
    ["each time", 3],
  ])("whose answer to a creation is lost %s is found to have created it", async (_, times) => {
    const { store, server } = await open();
    server.plant({ when: "after its effect", answer: "cut", times, of: "create" });
    expect(await store.create(entry(1))).toBe(true);
    expect([...server.objects]).toEqual([["leases/1.json", "entry 1"]]);
  });

  test("that lost the order while somebody else was quicker says so", async () => {
    const { store, server } = await open();
    server.plant({ when: "before its effect", answer: "cut", times: 1, of: "create" });
    server.before = () => server.objects.set("leases/1.json", "somebody else's");
    expect(await store.create(entry(1))).toBe(false);
    expect(server.objects.get("leases/1.json")).toBe("somebody else's");
  });

  test("of which nobody knows whether it heard has not given the lease", async () => {
    const { store, server } = await open();
    server.plant({ when: "before its effect", answer: "cut", times: 3, of: "create" });
    await expect(store.create(entry(1))).rejects.toThrow(LeaseStoreFailure);
  });

  test("that lists in a shape that nobody knows is not taken for an empty one", async () => {
    const { store, server } = await open();
    const answer = { status: 200, body: "<html>hello</html>" };
    server.plant({ when: "before its effect", answer, times: 1, of: "list" });
    await expect(store.last()).rejects.toThrow(/another shape than documented/);
  });

  test("is not asked at all by somebody who is not signed in", async () => {
    const { store, server } = await open({ sign: () => Promise.reject(new Error("nobody is signed in")) });
    await expect(store.last()).rejects.toThrow(LeaseStoreFailure);
    await expect(store.last()).rejects.toThrow(/nobody is signed in/);
    expect(server.asked).toEqual([]);
  });
});
