import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { production } from "../../environments/production";
import { allPromises } from "../../modules/promises";
import { renderEquivalence } from "../../scripts/equivalence";
import { parsed } from "./environments";
import { root } from "./planted";
import { synthesizeEnvironment } from "./synthesis";

/** docs/equivalence.md as it should be now, from production before any switch. */
export function currentEquivalence(): string {
  const environment = parsed(production);
  const json = synthesizeEnvironment(environment);
  const page = renderEquivalence(allPromises, (cloud, stack) =>
    environment.groups
      .filter((group) => group.cloud === cloud)
      .flatMap((group) => (stack === "site" ? group.sites.map(({ id }) => id) : [`${group.id}-${stack}`]))
      .map((name) => json.get(name)?.resource ?? {}),
  );
  // In a process of its own: prettier loads ES modules, which jest cannot.
  return execFileSync(
    process.execPath,
    [join(root, "node_modules/prettier/bin/prettier.cjs"), "--stdin-filepath", "docs/equivalence.md"],
    { cwd: root, encoding: "utf8", input: page },
  );
}
