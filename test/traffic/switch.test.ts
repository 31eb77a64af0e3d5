import { describe, expect, test } from "@jest/globals";
import { differences } from "../support/difference";
import { born, switched } from "../support/switches";
import type { StackJson } from "../support/synthesis";

const nothing: StackJson = { terraform: { backend: {} } };

const asBorn = (environment: string, stack: string) =>
  born.find((standing) => standing.environment === environment)?.stacks.get(stack) ?? nothing;

const changes = (cloud: string) =>
  switched
    .filter(({ environment }) => environment === "staging")
    .map(({ environment, story, stacks }) => {
      const name = `${environment}-${cloud}-traffic`;
      const found = differences(asBorn(environment, name), stacks.get(name) ?? nothing);
      return [story, found.map(({ address, path, effect }) => `${address} ${path}: ${effect}`)] as const;
    });

describe("a switch changes the gate of a group's traffic and nothing else", () => {
  test("on AWS Terraform has no part in it: routing controls are worked at their own endpoints", () => {
    expect(changes("aws")).toEqual([
      ["after a switchover", []],
      ["after a failover", []],
      ["after the standby was lost", []],
    ]);
  });

  test("on GCP the share of the standbys follows the active site", () => {
    const share = "google_dns_record_set.traffic_active routing_policy.0.primary_backup.0.trickle_ratio: in-place";
    expect(changes("gcp")).toEqual([
      ["after a switchover", [share]],
      ["after a failover", [share]],
      ["after the standby was lost", []],
    ]);
  });

  test("on Azure the endpoint of a fenced site is shut", () => {
    expect(changes("azure")).toEqual([
      ["after a switchover", []],
      ["after a failover", ["azurerm_traffic_manager_external_endpoint.traffic_origin enabled: in-place"]],
      [
        "after the standby was lost",
        ["azurerm_traffic_manager_external_endpoint.traffic_standby-arizona enabled: in-place"],
      ],
    ]);
  });

  test("no zone, address or record is made again", () => {
    const effects = ["aws", "gcp", "azure"].flatMap((cloud) => changes(cloud).flatMap(([, found]) => found));
    expect(effects.filter((text) => !text.endsWith(": in-place"))).toEqual([]);
  });
});
