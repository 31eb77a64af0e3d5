import { describe, expect, test } from "@jest/globals";
import { previewOf } from "../../modules/core/preview";
import { checkStack } from "../../modules/schema/check";
import { environments, parsed } from "../support/environments";
import { templates } from "../support/previews";
import { switched } from "../support/switches";
import { synthesizeEnvironment } from "../support/synthesis";

const born = environments.flatMap((environment) => [...synthesizeEnvironment(environment)]);
const previews = templates.flatMap(([, template]) => [...synthesizeEnvironment(parsed(previewOf(template, 12)))]);
const after = switched.flatMap(({ story, stacks }) =>
  [...stacks].map(([name, json]) => [`${name} ${story}`, json] as const),
);

describe("what this project synthesizes", () => {
  test.each([...born, ...previews, ...after])("%s is what the official schemas allow", (name, json) => {
    expect(checkStack(json, name).map(({ message }) => message)).toEqual([]);
  });
});
