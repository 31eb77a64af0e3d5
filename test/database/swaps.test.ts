import { describe, expect, test } from "@jest/globals";
import { compareResources } from "../../modules/schema/compare";
import { servers, type Swap } from "../support/swaps";
import { switched } from "../support/switches";

type Body = Readonly<Record<string, unknown>>;

const isBody = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);

/** The state as a refresh would leave it: what was configured, with what the vendor reports now on top. */
function refreshed(body: Body, reported: Swap["state"]): Body {
  return Object.entries(reported).reduce<Body>((state, [path, value]) => {
    const [key = "", inner] = path.split(".");
    const block = state[key];
    return { ...state, [key]: inner === undefined ? value : { ...(isBody(block) ? block : {}), [inner]: value } };
  }, body);
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];

/** What a plan would change, after ignore_changes: static semantics, no provider. */
function planned(type: string, body: Body, reported: Swap["state"]) {
  const { lifecycle } = body;
  const ignored = strings(isBody(lifecycle) ? lifecycle["ignore_changes"] : []).map((path) =>
    path.replaceAll("[", ".").replaceAll("]", ""),
  );
  return compareResources(type, refreshed(body, reported), body).filter(
    ({ path }) => !ignored.some((ignoredPath) => path === ignoredPath || path.startsWith(`${ignoredPath}.`)),
  );
}

const cases = switched
  .filter(({ story }) => story !== "after the standby was lost")
  .flatMap(({ environment, story, stacks }) =>
    Object.values(servers).flatMap(({ type, name, swaps, ...sites }) =>
      swaps.map((swap) => {
        const stack = `${environment}-${sites[swap.server]}`;
        const body = stacks.get(stack)?.resource?.[type]?.[name];
        return { title: `${stack} ${story}: ${swap.story}`, type, swap, body: isBody(body) ? body : {} };
      }),
    ),
  );

describe("after a switch of regions a plan", () => {
  test.each(cases)("$title", ({ type, swap, body }) => {
    expect(Object.keys(body).length).toBeGreaterThan(5);
    const changes = planned(type, body, swap.state);
    expect(changes.filter(({ forcesReplacement }) => forcesReplacement)).toEqual([]);
    expect(
      changes
        .map(({ path }) => path)
        .filter((path) => !(swap.undone ?? []).some((allowed) => path.startsWith(allowed))),
    ).toEqual([]);
  });

  test("would replace or undo, were nothing ignored", () => {
    const dangerous = cases.filter(
      ({ type, swap, body }) => planned(type, { ...body, lifecycle: {} }, swap.state).length > 0,
    );
    const replaced = cases.filter(({ type, swap, body }) =>
      planned(type, { ...body, lifecycle: {} }, swap.state).some(({ forcesReplacement }) => forcesReplacement),
    );
    expect(dangerous.length).toBeGreaterThan(cases.length / 2);
    expect(new Set(replaced.map(({ type }) => type)).size).toBe(3);
  });
});
