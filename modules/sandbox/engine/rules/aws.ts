import { type Fields, unknown, type Value } from "../../protocol/values";
import { elements, entries, field, holdsUnknown } from "../views";
import { differs, samePolicy } from "./compare";
import type { Decide, RuleTable } from "./contract";

/** `default_tags { tags = … }` of the provider. */
const defaultTags = (config: Fields): Fields =>
  entries(field(elements(config["default_tags"] ?? null)[0] ?? null, "tags"));

/**
 * aws internal/provider/sdkv2, SetTagsDiff; conformance aws_vpc "tags with an empty value". Where nothing is there yet, no
 * tags at all are left to the provider.
 */
const tagsOfAll: Decide = ({ schema, planned, prior, providerConfig, isNew }) => {
  if (!Object.hasOwn(schema.attributes, "tags_all")) return [];
  const decided = (value: Value) => [{ path: ["tags_all"], value }];
  const own = planned["tags"] ?? null;
  if (holdsUnknown(own)) return decided(unknown);
  const all = { ...defaultTags(providerConfig), ...entries(own) };
  const isOther = isNew || differs(prior["tags"] ?? null, own);
  if (Object.values(all).includes("")) return isOther ? decided(unknown) : [];
  return decided(isNew && Object.keys(all).length === 0 ? unknown : all);
};

/** aws internal/provider/sdkv2, setRegionInResource: where none is given, or none that is known yet, it is the provider's. */
const ownRegion: Decide = ({ schema, planned, providerConfig }) =>
  schema.attributes["region"]?.mode === "optional+computed" &&
  planned["region"] === unknown &&
  typeof providerConfig["region"] === "string"
    ? [{ path: ["region"], value: providerConfig["region"] }]
    : [];

/** What the provider does for every type. */
export const awsRules: RuleTable = { aws_: { sameText: samePolicy, decide: [tagsOfAll, ownRegion] } };
