import { describe, expect, test } from "@jest/globals";
import { type Cloud, clouds } from "../../modules/core/cloud";
import type { Group } from "../../modules/core/group";
import { type Evidence, matching, type Promises, type Resources, shortcomings } from "../../modules/core/promise";
import type { Site } from "../../modules/core/site";
import { environments } from "./environments";
import { type StackJson, synthesizeEnvironment } from "./synthesis";

interface Subject {
  readonly stack: string;
  readonly cloud: Cloud;
  readonly site: Site;
  readonly resources: Resources;
}

function subjects(group: Group, where: Promises["stack"], json: ReadonlyMap<string, StackJson>): readonly Subject[] {
  const named = (stack: string, site: Site): Subject => ({
    stack,
    site,
    cloud: group.cloud,
    resources: json.get(stack)?.resource ?? {},
  });
  if (where === "site") return group.sites.map((site: Site) => named(site.id, site));
  return [named(`${group.id}-${where}`, group.sites[0])];
}

const carries = {
  origin: ({ origin }: Site) => origin,
  "paired-origin": ({ origin, siblings }: Site) => origin && siblings.length > 1,
  standby: ({ active }: Site) => !active,
  active: ({ active }: Site) => active,
} as const satisfies Record<NonNullable<Evidence["at"]>, (site: Site) => boolean>;

const applies = ({ at }: Evidence, site: Site) => at === undefined || carries[at](site);

/** Every way in which the evidence could be lacking: the resource gone, or one attribute of it gone. */
function faults(evidence: Evidence, resources: Resources): readonly Resources[] {
  const found = matching(evidence, resources);
  const without = (name: string, body?: unknown): Resources => {
    const { [name]: _gone, ...rest } = resources[evidence.type] ?? {};
    return { ...resources, [evidence.type]: body === undefined ? rest : { ...rest, [name]: body } };
  };
  const wholly = { ...resources, [evidence.type]: {} };
  const [first] = found;
  if (first === undefined) return [wholly];
  const [name, body] = first;
  const attributes = Object.keys(evidence.has ?? {}).filter((path) => !isAbsence(evidence.has?.[path]));
  const removed = attributes.map((path) => without(name, drop(body, path.split("."))));
  return [wholly, ...removed];
}

const isAbsence = (expectation: unknown) =>
  typeof expectation === "object" && expectation !== null && ("absent" in expectation || "lacks" in expectation);

function drop(body: unknown, path: readonly string[]): unknown {
  if (Array.isArray(body)) return body.map((element: unknown) => drop(element, path));
  if (typeof body !== "object" || body === null) return body;
  const [key = "", ...rest] = path;
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      if (name !== key) return [[name, value]];
      return rest.length === 0 ? [] : [[name, drop(value, rest)]];
    }),
  );
}

/** Runs every promise of a capability on every cloud, in every environment, and shows that each check can fail. */
export function testPromises(promises: Promises): void {
  const json = new Map(environments.map((environment) => [environment.name, synthesizeEnvironment(environment)]));
  const all = environments.flatMap((environment) =>
    environment.groups.flatMap((group) =>
      subjects(group, promises.stack, json.get(environment.name) ?? new Map<string, StackJson>()),
    ),
  );
  describe.each(clouds)(`${promises.capability} on %s`, (cloud) => {
    const here = all.filter((subject) => subject.cloud === cloud);

    test.each(promises.promises.map((promise) => [promise.promise, promise[cloud]] as const))("%s", (_, evidence) => {
      expect(evidence.length).toBeGreaterThan(0);
      const problems = here.flatMap(({ stack, site, resources }) =>
        evidence
          .filter((piece) => applies(piece, site))
          .flatMap((piece) => shortcomings(piece, resources).map((text) => `${stack}: ${text}`)),
      );
      expect(problems).toEqual([]);
      // Evidence that no environment carries would be a promise that nobody tested.
      for (const piece of evidence)
        expect(here.some(({ site, resources }) => applies(piece, site) && matching(piece, resources).length > 0)).toBe(
          true,
        );
    });

    test.each(promises.promises.map((promise) => [promise.promise, promise[cloud]] as const))(
      "notices when not: %s",
      (_, evidence) => {
        const unnoticed = here.flatMap(({ stack, site, resources }) =>
          evidence
            .filter((piece) => applies(piece, site))
            .flatMap((piece) =>
              faults(piece, resources)
                .filter((broken) => shortcomings(piece, broken).length === 0)
                .map(() => `${stack}: ${piece.type}`),
            ),
        );
        expect(unnoticed).toEqual([]);
      },
    );
  });
}
