import { describe, expect, test } from "@jest/globals";
import { valuesAt } from "../../modules/core/promise";
import { schemaOf } from "../../modules/schema/load";
import { environments } from "../support/environments";
import { type StackJson, synthesizeEnvironment } from "../support/synthesis";

const wanted = ["cost_centre", "data_class", "environment", "group", "owner", "site"];

const all = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);

/** What a provider puts on everything that it can by itself. */
const byProvider = { aws: "default_tags.tags", google: "default_labels" } as const;

/** Arguments that hold tags or labels which no provider fills in by itself, in resources that have no others. */
const explicit = ["tags", "user_labels", "settings.user_labels", "resource_labels"];

const complete = (tags: readonly unknown[]) =>
  tags.some((value) => typeof value === "object" && value !== null && wanted.every((key) => key in value));

/** Addresses of resources that could carry tags and do not. */
function untagged(json: StackJson): readonly string[] {
  return Object.entries(json.resource ?? {}).flatMap(([type, bodies]) => {
    const [provider = ""] = type.split("_", 1);
    if (provider === "aws" || (provider === "google" && schemaOf(type)?.attributes["effective_labels"] !== undefined)) {
      const path = provider === "aws" ? byProvider.aws : byProvider.google;
      return complete(valuesAt(json.provider, `${provider}.${path}`)) ? [] : [`${type}: the provider tags nothing`];
    }
    const possible = explicit.filter((path) => {
      const [first = "", second] = path.split(".");
      const schema = schemaOf(type);
      return second === undefined
        ? schema?.attributes[first] !== undefined && first !== "tags_all"
        : schema?.blocks[first]?.attributes[second] !== undefined;
    });
    // google calls resource manager bindings tags; only labels are ours there.
    const paths = provider === "google" ? possible.filter((path) => path !== "tags") : possible;
    if (paths.length === 0) return [];
    return Object.entries(bodies)
      .filter(([, body]) => !complete(paths.flatMap((path) => valuesAt(body, path))))
      .map(([name]) => `${type}.${name}`);
  });
}

describe("environment, group, site, owner, cost centre and data class", () => {
  test.each(all)("stand on everything in %s that can carry them", (_, json) => {
    expect(untagged(json)).toEqual([]);
  });

  test("are missed where they are taken away", () => {
    const azure = all.find(([name]) => name === "staging-azure-virginia")?.[1];
    const bare = (body: unknown) => (typeof body === "object" ? { ...body, tags: { owner: "nobody else" } } : body);
    const resource = Object.fromEntries(
      Object.entries(azure?.resource ?? {}).map(([type, bodies]) => [
        type,
        Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, bare(body)])),
      ]),
    );
    expect(untagged({ terraform: { backend: {} }, resource }).length).toBeGreaterThan(20);
  });
});
