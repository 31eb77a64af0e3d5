import { type Cloud, clouds } from "../../core/cloud";
import { InvalidInput, nearest, oneOf, type Problem } from "../../core/problems";
import { isRegion, regionNames } from "../../core/regions";
import type { RegionPlace } from "./parts";

function suggestion(word: string, candidates: readonly string[]): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? "" : `; did you mean ${JSON.stringify(guess)}?`;
}

function problemWith(cloud: Cloud | undefined, name: string, region: string): Problem | undefined {
  if (cloud === undefined)
    return {
      path: "cloud",
      message: `${JSON.stringify(name)} is none of ${oneOf(clouds)}${suggestion(name, clouds)}`,
    };
  if (isRegion(cloud, region)) return undefined;
  const names = regionNames(cloud);
  return {
    path: `${cloud} region`,
    message: `${JSON.stringify(region)} is none of ${oneOf(names)}${suggestion(region, names)}`,
  };
}

/**
 * Reads `<cloud>/<region>`.
 * @throws InvalidInput with what is allowed, and what was most likely meant
 */
export function readPlace(text: string): RegionPlace {
  const [name = "", region = "", ...more] = text.split("/");
  if (region === "" || more.length > 0)
    throw new InvalidInput([
      { path: JSON.stringify(text), message: "is no region; write <cloud>/<region>, such as aws/us-east-1" },
    ]);
  const cloud = clouds.find((one) => one === name);
  const problem = problemWith(cloud, name, region);
  if (problem !== undefined || cloud === undefined) throw new InvalidInput(problem === undefined ? [] : [problem]);
  return { cloud, region };
}
