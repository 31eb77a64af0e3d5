import { dirname } from "node:path";
import { expect, test } from "@jest/globals";
import { ownEnvironments } from "../../modules/cli/own-environments";
import { type Said, withCommands } from "../../modules/cli/printed-commands";
import { InvalidInput } from "../../modules/core/problems";
import { sandboxFolder } from "../../modules/sandbox/runtime";

async function told(message: string, said: Said): Promise<string> {
  try {
    await withCommands(said, () => Promise.reject(new InvalidInput([{ path: "here", message }])));
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems[0]?.message ?? "";
    throw error;
  }
  return "nothing was refused";
}

const usual: Said = {
  environments: ownEnvironments,
  sandbox: sandboxFolder(dirname(ownEnvironments)),
  on: "sandbox",
};
const unusual: Said = { environments: "/their/own", sandbox: "/a b/sandbox", runs: "/runs", on: "sandbox" };

test.each([
  ["go on: understudy resume r-1; or wait", usual, "go on: understudy resume r-1; or wait"],
  [
    'end it with "understudy abort r-1"',
    unusual,
    "end it with \"understudy abort r-1 --environments /their/own --sandbox '/a b/sandbox' --runs /runs\"",
  ],
  [
    "understudy resume r-1 --step a-b=done, or understudy resume r-1 --step a-b=again",
    { ...unusual, sandbox: undefined, environments: ownEnvironments },
    "understudy resume r-1 --step a-b=done --runs /runs, or understudy resume r-1 --step a-b=again --runs /runs",
  ],
  ["run understudy arm staging/gcp.", usual, "run understudy arm staging/gcp --on sandbox."],
  [
    "understudy rejoin staging/aws --site virginia, or",
    { ...usual, on: "cloud", sandbox: undefined },
    "understudy rejoin staging/aws --site virginia --on cloud, or",
  ],
  ["no command at all", unusual, "no command at all"],
] as const)("%s: is told so that it can be typed as it stands", async (message, said, expected) => {
  expect(await told(message, said)).toBe(expected);
});
