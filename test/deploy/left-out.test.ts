import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { leftOutOf, without } from "../../modules/deploy/left-out";

const lost = "eastus2";

/** Where something may stand: nowhere that is said, in the lost region, in a zone of it, or in one whose name it begins. */
const places = [undefined, lost, `${lost}-b`, `${lost}a`, "eastus", `${lost}0`] as const;
const standing: readonly (string | undefined)[] = [lost, `${lost}-b`, `${lost}a`];

interface Node {
  readonly place: (typeof places)[number];
  readonly needs: readonly { readonly node: number; readonly how: "argument" | "nested" | "depends_on" | "data" }[];
}

/** Resources that refer only to earlier ones, as Terraform demands. */
const graphs: fc.Arbitrary<readonly Node[]> = fc
  .array(
    fc.record({
      place: fc.constantFrom(...places),
      needs: fc.array(
        fc.record({ node: fc.nat(30), how: fc.constantFrom("argument", "nested", "depends_on", "data") }),
        { maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((nodes) => nodes.map(({ place, needs }, index) => ({ place, needs: needs.filter(({ node }) => node < index) })));

const address = (node: number) => `azurerm_thing.thing-${node}`;

/** A configuration of a graph. What needs something by way of data has a data source of its own that refers to it. */
function configurationOf(nodes: readonly Node[]) {
  const things: Record<string, unknown> = {};
  const looks: Record<string, unknown> = {};
  nodes.forEach(({ place, needs }, index) => {
    const by = (how: Node["needs"][number]["how"]) =>
      needs.filter((need) => need.how === how).map(({ node }) => address(node));
    const data = by("data").map((needed, order) => {
      looks[`look-${index}-${order}`] = { name: `\${${needed}.name}` };
      return `\${data.azurerm_thing.look-${index}-${order}.id}`;
    });
    things[`thing-${index}`] = {
      ...(place !== undefined && { location: place }),
      arguments: [...by("argument").map((needed) => `prefix-\${${needed}.id}`), ...data],
      block: [{ inner: by("nested").map((needed) => `\${lower(${needed}.list[0].name)}`), location: lost }],
      depends_on: by("depends_on"),
    };
  });
  return { resource: { azurerm_thing: things }, data: { azurerm_thing: looks } };
}

describe("what a lost region takes with it from a stack", () => {
  test("is exactly what stands there, and what needs that, however far", () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const expected: boolean[] = [];
        for (const { place, needs } of nodes)
          expected.push(standing.includes(place) || needs.some(({ node }) => expected[node] === true));
        const of = (gone: boolean) => nodes.map((_, node) => node).filter((node) => expected[node] === gone);
        expect(without(lost, configurationOf(nodes))).toEqual({
          leftOut: of(true).map(address).toSorted(),
          kept: of(false).map(address).toSorted(),
        });
      }),
    );
  });

  test("must not be all of it: without a target Terraform would plan everything", () => {
    const folder = mkdtempSync(join(tmpdir(), "left-out-"));
    try {
      const resource = { azurerm_thing: { only: { location: lost } } };
      writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ resource }));
      const stack = { name: "shop", folder, dependencies: [] };
      expect(() => leftOutOf(stack, lost)).toThrow(`nothing of shop is left without ${lost}`);
      expect(leftOutOf(stack, undefined)).toEqual({ leftOut: [], kept: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("is nothing in a stack that stands elsewhere, however often the region is named", () => {
    const configuration = {
      resource: { aws_secretsmanager_secret: { value: { name: "us-west-2", replica: [{ region: "us-west-2" }] } } },
    };
    expect(without("us-west-2", configuration).leftOut).toEqual([]);
  });
});
