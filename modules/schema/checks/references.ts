import { isTemplate, parseReference, references } from "../expression";
import { asList, isObject, join, own, show } from "../json";
import type { JsonObject } from "../json";
import type { Report } from "../problem";
import type { Block } from "../shape";
import type { Stack } from "./stack";
import { refuseReference, targetsOf } from "./targets";
import type { Targets } from "./targets";

/** Reports references to what is not there: another stack's resource, a renamed one, an attribute of another type. */
export function checkReferences(stack: Stack, reportAt: (address: string) => Report): void {
  const scope = { targets: targetsOf(stack), bound: new Set<string>() };
  for (const { address, body, schema } of stack.items) {
    const report = reportAt(address);
    checkTemplates(body, "", { ...scope, block: schema }, report);
    checkMeta(body, scope.targets, report);
  }
  for (const [address, value] of stack.others)
    checkTemplates(value, "", { ...scope, block: undefined }, reportAt(address));
  checkMoved(stack, scope.targets, reportAt);
}

interface Scope {
  readonly targets: Targets;
  /** Names that a `dynamic` block around binds. */
  readonly bound: ReadonlySet<string>;
  /** The schema of the value, if it is a body. */
  readonly block: Block | undefined;
}

function checkTemplates(value: unknown, path: string, scope: Scope, report: Report): void {
  if (isTemplate(value)) {
    for (const reference of references(value)) {
      const problem = scope.bound.has(reference.head) ? undefined : refuseReference(reference, scope.targets);
      if (problem !== undefined) report("dangling-reference", path, problem);
    }
  } else if (Array.isArray(value)) {
    value.forEach((element: unknown, index) => checkTemplates(element, join(path, index), scope, report));
  } else if (isObject(value)) {
    const bound = "dynamic" in value ? new Set([...scope.bound, ...iterators(value)]) : scope.bound;
    for (const [key, element] of Object.entries(value)) {
      const nested = scope.block && own(scope.block.blocks, key);
      // A block that stands alone has the path of a list's first.
      const alone =
        nested !== undefined && nested.nesting !== "single" && nested.nesting !== "map" && isObject(element);
      const at = alone ? join(join(path, key), 0) : join(path, key);
      if (key !== "//") checkTemplates(element, at, { ...scope, bound, block: nested }, report);
    }
  }
}

/** The names by which the content of `dynamic` blocks calls the current element. */
function iterators(body: JsonObject): readonly string[] {
  return asList(body["dynamic"]).flatMap((entry) =>
    Object.entries(isObject(entry) ? entry : {}).flatMap(([name, declarations]) =>
      asList(declarations).map((declaration) => {
        const iterator = isObject(declaration) ? declaration["iterator"] : undefined;
        return typeof iterator === "string" ? iterator : name;
      }),
    ),
  );
}

/** depends_on, replace_triggered_by and provider hold references without `${}`. */
function checkMeta(body: JsonObject, targets: Targets, report: Report): void {
  const lifecycles = asList(body["lifecycle"]).filter(isObject);
  checkAddresses(body["depends_on"], "depends_on", targets, report);
  for (const { replace_triggered_by: triggers } of lifecycles) {
    checkAddresses(triggers, "lifecycle.replace_triggered_by", targets, report);
  }
  const provider = body["provider"];
  if (typeof provider === "string" && provider.includes(".") && !targets.providers.has(provider)) {
    report(
      "dangling-reference",
      "provider",
      `is ${provider}, which this stack does not configure: declare it, or correct it`,
    );
  }
}

function checkAddresses(addresses: unknown, path: string, targets: Targets, report: Report): void {
  asList(addresses).forEach((address, index) => {
    const problem = isTemplate(address) ? undefined : refuseAddress(address, targets);
    if (problem !== undefined) report("dangling-reference", join(path, index), problem);
  });
}

function refuseAddress(address: unknown, targets: Targets): string | undefined {
  const reference = typeof address === "string" ? parseReference(address) : undefined;
  return reference ? refuseReference(reference, targets) : `is ${show(address)}, which is no address: write one`;
}

/** A move to an address that is not there would destroy what it was meant to keep. */
function checkMoved({ moved }: Stack, targets: Targets, reportAt: (address: string) => Report): void {
  const sources = new Set(moved.map((move) => (isObject(move) ? move["from"] : undefined)));
  moved.forEach((move, index) => {
    const to = isObject(move) ? move["to"] : undefined;
    if (typeof to !== "string" || to.startsWith("module.") || sources.has(to)) return;
    const problem = refuseAddress(to, targets);
    if (problem !== undefined) reportAt(`moved.${index}`)("dangling-reference", "to", problem);
  });
}
