import { production } from "../../environments/production";
import { allPromises } from "../../modules/promises";
import { renderEquivalence } from "../../scripts/equivalence";
import { parsed } from "./environments";
import { synthesizeEnvironment } from "./synthesis";

/** docs/equivalence.md as it should be now, from production before any switch. */
export function currentEquivalence(): string {
  const environment = parsed(production);
  const json = synthesizeEnvironment(environment);
  return renderEquivalence(allPromises, (cloud, stack) =>
    environment.groups
      .filter((group) => group.cloud === cloud)
      .flatMap((group) => (stack === "site" ? group.sites.map(({ id }) => id) : [`${group.id}-${stack}`]))
      .map((name) => json.get(name)?.resource ?? {}),
  );
}
