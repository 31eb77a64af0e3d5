import type { Value } from "../../protocol/values";
import { text } from "./compare";
import type { RuleTable, Same } from "./contract";

/** azurerm location.Normalize: "West US 2" is "westus2". */
const plain = (value: Value): Value => (typeof value === "string" ? value.toLowerCase().replaceAll(" ", "") : value);

const sameLocation: Same = (before, after) => text(plain(before)) === text(plain(after));

/** Where types name a location (azurerm commonschema.Location and its kind, StateFunc and DiffSuppressFunc). */
const paths = ["location", "endpoint_location", "georeplications.location"] as const;

/** What the provider does for every type. */
export const azureRules: RuleTable = {
  azurerm_: {
    same: Object.fromEntries(paths.map((path) => [path, sameLocation])),
    kept: Object.fromEntries(paths.map((path) => [path, plain])),
  },
};
