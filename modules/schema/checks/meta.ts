import { checkIgnorePaths } from "./ignore-paths";
import { asList, isAbsent, isObject, join, show } from "../json";
import type { JsonObject } from "../json";
import type { Report } from "../problem";
import type { Schema, Section } from "../shape";

const common = ["count", "for_each", "depends_on", "provider", "lifecycle"] as const;

/** The arguments that Terraform itself understands on a block, besides the ones in the type's schema. */
export const metaArguments: Readonly<Record<Section | "provider", ReadonlySet<string>>> = {
  resource: new Set([...common, "provisioner", "connection"]),
  data: new Set(common),
  ephemeral: new Set(common),
  provider: new Set(["alias", "version"]),
};

const switches = new Set(["create_before_destroy", "prevent_destroy"]);
const others = new Set(["ignore_changes", "replace_triggered_by", "precondition", "postcondition", "//"]);

/** Reports mistakes in a resource's lifecycle: unknown rules, switches that are not literal, ignored paths. */
export function checkLifecycle(body: JsonObject, schema: Schema, report: Report): void {
  for (const lifecycle of asList(body["lifecycle"])) {
    if (!isObject(lifecycle)) {
      report("wrong-nesting", "lifecycle", `is ${show(lifecycle)}, but must be an object: write one`);
      continue;
    }
    for (const [key, value] of Object.entries(lifecycle)) {
      const path = join("lifecycle", key);
      if (switches.has(key) && !isAbsent(value) && typeof value !== "boolean") {
        report(
          "wrong-type",
          path,
          `is ${show(value)}, but must be true or false, not an expression: write one of them`,
        );
      } else if (!switches.has(key) && !others.has(key)) {
        report("unknown-attribute", path, `is not known here: use one of ${[...switches, ...others].join(", ")}`);
      }
    }
    checkIgnorePaths(lifecycle["ignore_changes"], schema, "lifecycle.ignore_changes", report);
  }
}
