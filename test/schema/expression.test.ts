import { describe, expect, test } from "@jest/globals";
import { isPlainReference, isTemplate, parseReference, references } from "../../modules/schema/expression";
import type { Reference } from "../../modules/schema/expression";

const text = ({ head, steps }: Reference) =>
  head +
  steps
    .map((step) =>
      step.kind === "name" ? `.${step.name}` : step.kind === "any" ? "[*]" : `[${JSON.stringify(step.key)}]`,
    )
    .join("");
const found = (value: string) => references(value).map(text);

describe("references are found", () => {
  test.each([
    ["alone", "${aws_vpc.main.id}", ["aws_vpc.main.id"]],
    ["within a text", "https://${aws_lb.a.dns_name}:${aws_lb.b.port}/x", ["aws_lb.a.dns_name", "aws_lb.b.port"]],
    ["with indexes", '${a_b.c[0].d["e f"]}', ['a_b.c[0].d["e f"]']],
    ["with splats, old and new", "${a_b.c[*].id} ${a_b.d.*.id}", ["a_b.c[*].id", "a_b.d[*].id"]],
    ["with an index that is itself a reference", "${a_b.c[a_b.d.e]}", ["a_b.d.e", "a_b.c[*]"]],
    ["in the arguments of a function, not the function", '${join(",", a_b.c.d)}', ["a_b.c.d"]],
    ["in a provider's function", "${provider::aws::arn_parse(a_b.c.arn).region}", ["a_b.c.arn"]],
    ["in both arms of a condition", '${a_b.c.d == "" ? a_b.e.f : a_b.g.h}', ["a_b.c.d", "a_b.e.f", "a_b.g.h"]],
    ["in a text within the expression", '${format("%s", "${a_b.c.d}")}', ["a_b.c.d"]],
    ["in the values of an object", '${jsonencode({"k.x" = a_b.c.d, e = [a_b.f.g]})}', ["a_b.c.d", "a_b.f.g"]],
    ["in a directive", "%{if a_b.c.d}x%{endif}", ["a_b.c.d"]],
  ])("%s", (_, value, expected) => {
    expect(found(value)).toEqual(expected);
  });
});

describe("nothing is taken for a reference", () => {
  test.each([
    ["that a for expression binds", "${[for k, v in a_b.c.d : v.id if k.x]}", ["a_b.c.d"]],
    ["in an escape", "$${a_b.c.d} %%{a_b.c.d}", []],
    ["in a quoted text", '${upper("a_b.c.d")}', []],
    ["in a number or a path of a call's result", "${f(1.5).a.b + 0.5}", []],
    ["in plain text", "a_b.c.d", []],
  ])("%s", (_, value, expected) => {
    expect(found(value)).toEqual(expected);
  });
});

test("a template is told from its escape", () => {
  expect(["${a.b}", "x${a.b}", "$$${a.b}", "%{if x}"].filter(isTemplate)).toHaveLength(4);
  expect(["$${a.b}", "%%{x}", "$a", "{a}", "", 5, null].filter(isTemplate)).toEqual([]);
});

test("only a lone reference to a resource counts as a value that is surely given", () => {
  expect(isPlainReference("${aws_vpc.main.id}")).toBe(true);
  expect(
    ["${var.a}", "${each.value}", "x${a_b.c.d}", "${a_b.c.d == 1 ? a_b.e.f : null}"].filter(isPlainReference),
  ).toEqual([]);
});

test("a bare address is read as a reference, anything else is not", () => {
  expect(
    ["aws_vpc.main", "data.a_b.c", 'a_b.c["k"]'].map((value) => text(parseReference(value) ?? fail(value))),
  ).toEqual(["aws_vpc.main", "data.a_b.c", 'a_b.c["k"]']);
  expect(["aws_vpc", "a_b.c + a_b.d", "upper(a_b.c)", ""].map(parseReference)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

function fail(value: string): never {
  throw new Error(`${value} was not read as a reference`);
}
