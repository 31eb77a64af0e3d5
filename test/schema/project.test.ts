import { describe, expect, test } from "@jest/globals";
import { checkStack } from "../../modules/schema/check";
import { environments } from "../support/environments";
import { switched } from "../support/switches";
import { synthesizeEnvironment } from "../support/synthesis";

const born = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);
const after = switched.flatMap(({ story, stacks }) =>
  [...stacks].map(([name, json]) => [`${name} ${story}`, json] as const),
);

describe("what this project synthesizes", () => {
  test.each([...born, ...after])("%s is what the official schemas allow", (name, json) => {
    expect(checkStack(json, name).map(({ message }) => message)).toEqual([]);
  });
});
