import { describe, expect, test } from "@jest/globals";
import { dataHolders } from "../../modules/core/data-holders";
import { previewOf } from "../../modules/core/preview";
import { holds, valuesAt } from "../../modules/core/promise";
import { isClassified } from "../../modules/review/concerns";
import { environments, parsed } from "../support/environments";
import { templates } from "../support/previews";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

const templateOfAll = templates.flatMap(([name, template]) => (name === "all clouds" ? [template] : []));
const disposable = templateOfAll.flatMap((template) => [...synthesizeEnvironment(parsed(previewOf(template, 12)))]);

/** What would keep the destruction of a stack from ending, as sentences with the address. */
function inTheWay(json: StackJson): readonly string[] {
  return Object.entries(json.resource ?? {}).flatMap(([type, bodies]) => {
    const protection = dataHolders[type];
    if (protection === undefined && !isClassified(type)) return [`${type}: does it hold data?`];
    return Object.entries(bodies).flatMap(([name, body]) => [
      ...(valuesAt(body, "lifecycle.prevent_destroy").length === 0 ? [] : [`${type}.${name}: Terraform would keep it`]),
      ...(type === "azurerm_management_lock" ? [`${type}.${name}: Azure would keep what it locks`] : []),
      ...(protection === undefined ||
      !("attribute" in protection) ||
      holds(body, protection.attribute, protection.disposable)
        ? []
        : [`${type}.${name}: the cloud would keep it, or for long`]),
    ]);
  });
}

describe("rule 4: what is disposable is protected by nothing, so that its destruction ends", () => {
  test.each(disposable)("%s", (_, json) => {
    expect(Object.keys(json.resource ?? {}).length).toBeGreaterThan(0);
    expect(inTheWay(json)).toEqual([]);
  });

  test("it can fail: every stack with anything that is kept has something in the way", () => {
    const kept = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.filter(([, json]) => inTheWay(json).length === 0)).toEqual([]);
  });

  test("it can fail: each protection that comes back is told", () => {
    const missed = disposable.flatMap(([stack, json]) =>
      Object.entries(json.resource ?? {}).flatMap(([type, bodies]) =>
        Object.entries(bodies).flatMap(([name, body]) => {
          const again = { ...(typeof body === "object" ? body : {}), lifecycle: { prevent_destroy: true } };
          const found = inTheWay({ ...json, resource: { [type]: { [name]: again } } });
          return found.length === 0 ? [`${stack}/${type}.${name}`] : [];
        }),
      ),
    );
    expect(missed).toEqual([]);
  });

  test("every state of it lies in the stores of another environment, which outlives it", () => {
    for (const template of templateOfAll) {
      const home = synthesizeEnvironment(parsed(template));
      const stores = [...home].filter(([name]) => !name.endsWith("-state")).map(([name, json]) => [name, where(json)]);
      const mine = disposable.map(([name, json]) => [name.replace("pr-12-", `${template.name}-`), where(json)]);
      expect(new Map(mine.map(([name, place]) => [name, place]))).toEqual(
        new Map(stores.map(([name, place]) => [name, place])),
      );
    }
  });
});

/** The bucket or account that a stack keeps its state in. */
function where({ terraform: { backend } }: StackJson): unknown {
  return ["s3.bucket", "gcs.bucket", "azurerm.storage_account_name"].flatMap((path) => valuesAt(backend, path));
}
