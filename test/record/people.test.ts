import { expect, test } from "@jest/globals";
import { approvers, deployer } from "../../modules/record/people";

const ana = { name: "ana", knownBy: "git" } as const;

test("who deploys is whoever started the pipeline, and elsewhere whom git or the machine knows", () => {
  expect(deployer(".", { GITHUB_ACTOR: "octo" })).toEqual({ name: "octo", knownBy: "github" });
  expect(deployer(".", { GITLAB_USER_LOGIN: "tanuki" })).toEqual({ name: "tanuki", knownBy: "gitlab" });
  expect(["git", "system"]).toContain(deployer(".", { GITHUB_ACTOR: "" }).knownBy);
});

test("who approved is who is named and who said yes; where nobody did, a pipeline's starter, known as that", () => {
  expect(approvers(["ben", " "], ana, { GITHUB_ACTOR: "octo" })).toEqual([
    { name: "ben", knownBy: "option" },
    { name: "ana", knownBy: "terminal" },
  ]);
  expect(approvers([], undefined, { GITHUB_ACTOR: "octo" })).toEqual([{ name: "octo", knownBy: "github" }]);
  expect(approvers([], undefined, {})).toEqual([]);
});
