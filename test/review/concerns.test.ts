import { describe, expect, test } from "@jest/globals";
import { dataHolders } from "../../modules/core/data-holders";
import { concernsOf, isClassified } from "../../modules/review/concerns";
import { environments } from "../support/environments";
import { synthesizeEnvironment } from "../support/synthesis";

const types = [
  ...new Set(
    environments.flatMap((environment) =>
      [...synthesizeEnvironment(environment).values()].flatMap(({ resource }) => Object.keys(resource ?? {})),
    ),
  ),
];

describe("what depends on a resource", () => {
  test("somebody has said it of every type that is synthesized, once", () => {
    expect(types.length).toBeGreaterThan(90);
    expect(types.filter((type) => !isClassified(type))).toEqual([]);
    expect(Object.keys(dataHolders).filter((type) => !isClassified(type))).toEqual([]);
  });

  test("it is data of what holds data, and of nothing else", () => {
    expect(types.filter((type) => concernsOf(type).includes("data"))).toEqual(
      types.filter((type) => type in dataHolders),
    );
  });

  test("it is nobody's guess for a type that nobody has classified", () => {
    expect(["aws_dynamodb_table", "constructor"].filter(isClassified)).toEqual([]);
  });
});
