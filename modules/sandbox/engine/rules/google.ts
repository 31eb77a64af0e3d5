import { type Fields, unknown, type Value } from "../../protocol/values";
import { entries, holdsUnknown } from "../views";
import { text } from "./compare";
import type { Decide, Decision, RuleTable, Same } from "./contract";

/** A resource's path without the address of the API that its long name begins with. */
const shortened = (name: string) =>
  name.replace(/^https:\/\/(?:www\.googleapis\.com\/\w+|\w+\.googleapis\.com)\/\w+\//, "");

/** google tpgresource CompareSelfLinkOrResourceName and CompareSelfLinkRelativePaths: full link, path, or (of a link) the name alone. */
const sameLink: Same = (before, after) => {
  const [old, now] = [text(before), text(after)];
  if (!(old.startsWith("https://") || now.startsWith("https://")) || now === "") return false;
  return (
    shortened(old) === shortened(now) || (old.startsWith("https://") && !now.includes("/") && old.endsWith(`/${now}`))
  );
};

const attribution = "goog-terraform-provisioned";

/** google tpgresource/labels.go, setLabelsFields. */
const labels: Decide = ({ schema, planned, prior, isNew, providerConfig }) => {
  if (!Object.hasOwn(schema.attributes, "terraform_labels")) return [];
  const decided = (terraform: Value, effective: Value): readonly Decision[] => [
    { path: ["terraform_labels"], value: terraform },
    { path: ["effective_labels"], value: effective },
  ];
  const own = planned[Object.hasOwn(schema.attributes, "labels") ? "labels" : "resource_labels"] ?? null;
  if (holdsUnknown(own)) return decided(unknown, unknown);
  const before = entries(prior["effective_labels"] ?? null);
  const isMarked = providerConfig["add_terraform_attribution_label"] !== false && (isNew || attribution in before);
  const now: Fields = {
    ...entries(providerConfig["default_labels"] ?? null),
    ...(isMarked && { [attribution]: "true" }),
    ...entries(own),
  };
  const dropped = Object.keys(entries(prior["terraform_labels"] ?? null)).filter((key) => !(key in now));
  const kept = Object.entries(before).filter(([key]) => !dropped.includes(key));
  return decided(now, { ...Object.fromEntries(kept), ...now });
};

/** Types written by hand, which take this of the provider when they apply and not when they plan; conformance "create". */
const late: Readonly<Record<string, string>> = {
  google_container_cluster: "project",
  google_sql_database_instance: "region",
  google_storage_bucket: "project",
};

/** google tpgresource DefaultProviderProject and DefaultProviderRegion. */
const ownPlace: Decide = ({ type, planned, config, providerConfig, isNew }) =>
  ["project", "region"].flatMap((name) => {
    const given = providerConfig[name];
    const isOpen = isNew && planned[name] === unknown && config[name] === null && late[type] !== name;
    return isOpen && typeof given === "string" ? [{ path: [name], value: given }] : [];
  });

/** What the provider does for every type. */
export const googleRules: RuleTable = { google_: { sameText: sameLink, decide: [labels, ownPlace] } };
