import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { textOf } from "../../modules/sandbox/cloud/values";
import { protectedThings, refusals } from "../support/aws-refusals";
import { auroraPair } from "../support/cloud-aws";
import { SimulatedAws } from "../support/simulated-aws";

let aws = new SimulatedAws();
beforeEach(() => {
  aws = new SimulatedAws();
});
afterEach(() => {
  aws.close();
});

describe("the simulated AWS does not make", () => {
  test.each(refusals)("$title", async ({ before, asked, says }) => {
    for (const ask of before) await aws.make(ask);
    const there = aws.cloud.things(asked[0]).length;
    await expect(aws.make(asked)).rejects.toThrow(says);
    expect(aws.cloud.things(asked[0])).toHaveLength(there);
    expect(aws.cloud.databases.calls.filter((call) => call.startsWith("create"))).toHaveLength(
      before.filter(([type]) => type === "aws_rds_cluster").length,
    );
  });

  test("a subnet that is not within its VPC, or has an address of a sibling's: all others it does", async () => {
    const vpc = await aws.make(["aws_vpc", { cidr_block: "10.0.0.0/20" }]);
    /** Which of 32 parts of 10.0.0.0/19 each subnet has: the VPC is the first half of them. */
    const taken = new Set<number>();
    const block = fc
      .integer({ min: 0, max: 5 })
      .chain((size) => fc.record({ size: fc.constant(size), place: fc.integer({ min: 0, max: 2 ** (5 - size) - 1 }) }));
    await fc.assert(
      fc.asyncProperty(block, async ({ size, place }) => {
        const parts = Array.from({ length: 2 ** size }, (_, index) => place * 2 ** size + index);
        const cidr = `10.0.${place * 2 ** size}.0/${24 - size}`;
        const made = aws.make(["aws_subnet", { vpc_id: vpc["id"] ?? null, cidr_block: cidr }]);
        if (parts.some((part) => part >= 16))
          await expect(made).rejects.toThrow(`InvalidSubnet.Range: The CIDR '${cidr}'`);
        else if (parts.some((part) => taken.has(part)))
          await expect(made).rejects.toThrow(
            `InvalidSubnet.Conflict: The CIDR '${cidr}' conflicts with another subnet`,
          );
        else {
          await made;
          for (const part of parts) taken.add(part);
        }
      }),
      { numRuns: 200 },
    );
    expect(taken.size).toBeGreaterThan(8);
  });
});

describe("the simulated AWS keeps", () => {
  test("what something else is in, and what is protected", async () => {
    const vpc = await aws.make(["aws_vpc", { cidr_block: "10.0.0.0/16" }]);
    const subnet = await aws.make(["aws_subnet", { vpc_id: vpc["id"] ?? null, cidr_block: "10.0.0.0/24" }]);
    await expect(aws.remove("aws_vpc", vpc)).rejects.toThrow(/DependencyViolation: The vpc 'vpc-\w+' has dependencies/);
    await aws.remove("aws_subnet", subnet);
    await aws.remove("aws_vpc", vpc);
    expect(aws.cloud.things("aws_vpc")).toEqual([]);

    for (const { type, body, by, says } of protectedThings) {
      const there = await aws.make([type, { ...body, [by]: true }]);
      await expect(aws.remove(type, there)).rejects.toThrow(says);
      await aws.remove(type, await aws.change(type, there, { [by]: false }));
      expect(aws.cloud.things(type)).toEqual([]);
    }
  });

  test("a secret's name until its recovery window is over", async () => {
    const ask = ["aws_secretsmanager_secret", { name: "login", recovery_window_in_days: 7 }] as const;
    await aws.remove("aws_secretsmanager_secret", await aws.make(ask));
    await expect(aws.make(ask)).rejects.toThrow(/a secret with this name is already scheduled for deletion/);
    const [type, body] = ask;
    const atOnce = { ...body, name: "other", recovery_window_in_days: 0 };
    await aws.remove(type, await aws.make([type, atOnce]));
    await aws.make([type, atOnce]);
  });

  test("a global database's password where it was born: a secondary that says one is refused", async () => {
    const { origin, standby } = auroraPair("orders");
    const body = (of: typeof origin, type: string) => of[type]?.["db"] ?? {};
    const named = { global_cluster_identifier: "orders" };
    await aws.make(["aws_rds_global_cluster", { ...body(origin, "aws_rds_global_cluster") }]);
    await aws.make(["aws_rds_cluster", { ...body(origin, "aws_rds_cluster"), ...named }]);
    const west = { ...body(standby, "aws_rds_cluster"), region: "us-west-2" };
    await expect(
      aws.make(["aws_rds_cluster", { ...west, master_password_wo_version: 1, master_username: "app" }]),
    ).rejects.toThrow(/Cannot specify password for cross region[\s\S]*Cannot specify user name for cross region/);
    await aws.make(["aws_rds_cluster", west]);
    expect(aws.cloud.databases.calls.at(-1)).toBe("createReplica orders-b of orders-a");
    const [global] = aws.cloud.things("aws_rds_global_cluster");
    await expect(aws.remove("aws_rds_global_cluster", global?.attributes ?? {})).rejects.toThrow(/is not empty/);
    const password = textOf(body(origin, "aws_rds_cluster"), "master_password_wo");
    expect(password).not.toBe("");
    expect(JSON.stringify(aws.cloud.things("aws_rds_cluster"))).not.toContain(password);
  });
});
