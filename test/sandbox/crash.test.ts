import { expect, test } from "@jest/globals";
import { crash } from "../../bench/crash-runs";

test("whoever is killed in the middle of an apply, the next one converges, and nothing is lost or left over", async () => {
  const { kills, problems } = await crash(6, 11);
  expect(problems).toEqual([]);
  expect(kills.server + kills.terraform).toBe(6);
}, 180_000);
