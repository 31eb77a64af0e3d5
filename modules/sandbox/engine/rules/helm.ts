import { unknown } from "../../protocol/values";
import type { Draft, RuleTable } from "./contract";

/** helm resource_helm_release.go, ModifyPlan and suppressDescriptionPlanModifier: all but the release's own metadata is known before. */
function release({ planned, prior, config }: Draft) {
  const known = {
    description: config["description"] ?? prior["description"] ?? null,
    manifest: null,
    resources: null,
    status: "deployed",
  };
  return Object.entries(known)
    .filter(([name]) => planned[name] === unknown)
    .map(([name, value]) => ({ path: [name], value }));
}

/** The same function looks the chart up; a name that is not known yet is none. */
const chart = ({ planned }: Draft) =>
  planned["chart"] === unknown ? "chart is not known yet, and must be to be found" : undefined;

/** Helm's releases. */
export const helmRules: RuleTable = { helm_release: { decide: [release], refuse: [chart] } };
