import { describe, expect, test } from "@jest/globals";
import { dataHolders, type Protection } from "../../modules/core/data-holders";
import { holds, valuesAt } from "../../modules/core/promise";
import { isClassified } from "../../modules/review/concerns";
import { environments } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

const all = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);

const locked = (address: string, json: StackJson) =>
  Object.values(json.resource?.["azurerm_management_lock"] ?? {}).some(
    (lock) => holds(lock, "scope", `\${${address}.id}`) && holds(lock, "lock_level", "CanNotDelete"),
  );

function protectedByCloud(protection: Protection, address: string, body: unknown, json: StackJson): boolean {
  if ("because" in protection) return protection.because !== "";
  return "lock" in protection ? locked(address, json) : holds(body, protection.attribute, protection.is);
}

/** What is unprotected in a stack, as sentences with the address. */
function unprotected(json: StackJson): readonly string[] {
  return Object.entries(json.resource ?? {}).flatMap(([type, bodies]) => {
    const protection = dataHolders[type];
    if (protection === undefined)
      return isClassified(type) ? [] : [`${type}: does it hold data? say so in data-holders.ts or concerns.ts`];
    return Object.entries(bodies).flatMap(([name, body]) => [
      ...(holds(body, "lifecycle.prevent_destroy", true) ? [] : [`${type}.${name}: Terraform would destroy it`]),
      ...(protectedByCloud(protection, `${type}.${name}`, body, json)
        ? []
        : [`${type}.${name}: the cloud would delete it`]),
    ]);
  });
}

describe("rule 4: what holds data is protected twice", () => {
  test.each(all)("%s: by the cloud and by Terraform", (_, json) => {
    expect(unprotected(json)).toEqual([]);
  });

  const holders = all.flatMap(([name, json]) =>
    Object.entries(json.resource ?? {}).flatMap(([type, bodies]) =>
      type in dataHolders
        ? Object.entries(bodies).map(([resource, body]) => ({ name, json, type, resource, body }))
        : [],
    ),
  );

  test("it can fail: each protection that is taken away from any of them is missed", () => {
    const missed = holders.filter(({ json, type, resource, body }) => {
      const bare = { ...(typeof body === "object" ? body : {}), lifecycle: {} };
      return unprotected({ ...json, resource: { ...json.resource, [type]: { [resource]: bare } } }).length === 0;
    });
    expect(holders.length).toBeGreaterThan(100);
    expect(missed).toEqual([]);
  });

  test("it can fail: a cloud's protection that is switched off is missed", () => {
    const switchedOff = holders.flatMap(({ json, type, resource, body }) => {
      const protection = dataHolders[type];
      if (protection === undefined || !("attribute" in protection)) return [];
      expect(valuesAt(body, protection.attribute)).toEqual([protection.is]);
      const text = JSON.stringify(body, (_, value: unknown) => (value === protection.is ? "off" : value));
      const broken: unknown = JSON.parse(text);
      return [unprotected({ ...json, resource: { ...json.resource, [type]: { [resource]: broken } } }).length];
    });
    expect(switchedOff.length).toBeGreaterThan(50);
    expect(switchedOff.every((count) => count > 0)).toBe(true);
  });

  test("it can fail: a type that nobody has classified is named", () => {
    expect(unprotected({ terraform: { backend: {} }, resource: { aws_dynamodb_table: { planted: {} } } })).toEqual([
      expect.stringContaining("aws_dynamodb_table: does it hold data?"),
    ]);
  });
});
