import { describe, expect, test } from "@jest/globals";
import { groupProblems, report } from "../../modules/cli/failure";
import { painter, wantsColour } from "../../modules/cli/paint";
import { countResources } from "../../modules/stacks/count-resources";
import { type Column, fitting, table, wrap } from "../../modules/cli/table";

describe("a table", () => {
  interface City {
    readonly name: string;
    readonly people: number;
  }
  const columns: readonly Column<City>[] = [
    { title: "name", text: ({ name }) => name, look: ({ people }) => (people > 9 ? "bold" : undefined) },
    { title: "people", text: ({ people }) => String(people), align: "right" },
    { title: "kind", text: ({ people }) => (people > 9 ? "town" : "hamlet"), spare: true },
  ];
  const rows = [
    { name: "Ulm", people: 10 },
    { name: "Nowhere", people: 2 },
  ];

  test("stands in columns, without blanks behind the lines", () => {
    expect(table(columns, rows, painter(false))).toEqual([
      "NAME     PEOPLE  KIND",
      "Ulm          10  town",
      "Nowhere       2  hamlet",
    ]);
  });

  test("stands in the same columns with colour", () => {
    expect(table(columns, rows, painter(true)).at(1)).toBe("\u001b[1mUlm\u001b[22m          10  town");
  });

  test("gives up what it can do without where the terminal is narrow, and only then", () => {
    const titles = (width: number | undefined) => fitting(columns, rows, width).map(({ title }) => title);
    expect(titles(23)).toEqual(["name", "people", "kind"]);
    expect(titles(22)).toEqual(["name", "people"]);
    expect(titles(5)).toEqual(["name", "people"]);
    expect(titles(undefined)).toEqual(["name", "people", "kind"]);
  });
});

test("a long message is broken between words on a terminal, and left whole for other programs", () => {
  expect(wrap("choose one of these", 12, "  ")).toEqual(["  choose one", "  of these"]);
  expect(wrap("choose one of these", undefined, "  ")).toEqual(["  choose one of these"]);
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: "dumb" }, true, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, false],
])("with %j and a terminal %p, colour is %p", (env, isTerminal, colour) => {
  expect(wantsColour(env, isTerminal)).toBe(colour);
});

test("problems stand below the environment that they are of; those of files, stacks and arguments below none", () => {
  const paths = [
    "a.groups.b",
    "./a.ts:1:2",
    "c.roles.json",
    "a.roles.json.b",
    "a-b-c/network/vpc",
    'environment "x.y"',
  ];
  const grouped = groupProblems(paths.map((path) => ({ path, message: "is wrong" })));
  expect(grouped.map(({ environment, problems }) => [environment, problems.map(({ path }) => path)])).toEqual([
    ["a", ["a.groups.b", "a.roles.json.b"]],
    [undefined, ["./a.ts:1:2", "a-b-c/network/vpc", 'environment "x.y"']],
    ["c", ["c.roles.json"]],
  ]);
});

test("resources are counted whatever their type; data sources and outputs are not", () => {
  const resource = { aws_vpc: { one: {} }, aws_subnet: { one: {}, two: {} } };
  expect(countResources({ resource, data: { aws_zone: { x: {} } }, output: { y: {} } })).toBe(3);
  expect(countResources({ terraform: {} })).toBe(0);
});

describe("our own fault", () => {
  const told = (debug: boolean) => {
    const lines: string[] = [];
    const print = (...more: readonly string[]) => {
      lines.push(...more);
    };
    const code = report(
      new Error("it broke"),
      { width: undefined, colour: false, paint: painter(false), print },
      debug,
    );
    return { code, first: lines.at(0), rest: lines.slice(1).join("\n") };
  };

  test("is told in a line, with what to do, and ends with 1", () => {
    expect(told(false)).toEqual({
      code: 1,
      first: "error: understudy itself failed: it broke",
      rest: expect.stringMatching(/--debug.*report/),
    });
  });

  test("is told with the place in the code when that is asked for", () => {
    expect(told(true).rest).toContain("text.test.ts");
  });
});
