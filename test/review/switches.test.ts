import { expect, test } from "@jest/globals";
import type { StackReview } from "../../modules/review/contract";
import { recognized, type Turn } from "../../modules/review/switches";
import { smallStack } from "./reviews";

const turn: Turn = {
  ...{ environment: "production", group: "aws", from: "virginia", to: "oregon", fenced: [] },
  isAlone: true,
};
const stacks = ["virginia", "oregon", "traffic"].map((part) => smallStack(`production-aws-${part}`));
const names = (all: readonly Turn[], reviews: readonly StackReview[], unseen: readonly StackReview[] = []) =>
  recognized(all, reviews, unseen).map(({ group }) => group);

test("a switch of regions is recognized when every stack of its group changes in place", () => {
  expect(names([turn], stacks)).toEqual(["aws"]);
  expect(names([turn], [...stacks, smallStack("production-aws-ohio", { kind: "replace" })])).toEqual([]);
  expect(names([{ ...turn, isAlone: false }], stacks)).toEqual([]);
});

test("nothing is said of a group of which a stack was not looked at, and no other group is in its way", () => {
  const [first, ...others] = stacks;
  expect(first === undefined ? [] : names([turn], others, [first])).toEqual([]);
  expect(names([turn], [], stacks)).toEqual([]);
  expect(names([turn], stacks, [smallStack("production-gcp-iowa"), smallStack("staging-aws-ohio")])).toEqual(["aws"]);
});
