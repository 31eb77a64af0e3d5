import { type Fields, unknown, type Value } from "../../protocol/values";
import { elements, entries, field, holdsUnknown } from "../views";
import { differs, samePolicy } from "./compare";
import type { Decide, RuleTable } from "./contract";

const hasEmpty = (tags: Fields) => Object.values(tags).includes("");

/** `default_tags { tags = … }` of the provider. */
const defaultTags = (config: Fields): Fields =>
  entries(field(elements(config["default_tags"] ?? null)[0] ?? null, "tags"));

/** aws internal/provider/sdkv2/tags_interceptor.go and internal/tags, SetTagsDiff; conformance aws_vpc "tags with an empty value". */
const tagsOfAll: Decide = ({ schema, planned, prior, providerConfig, isNew }) => {
  if (!Object.hasOwn(schema.attributes, "tags_all")) return [];
  const decided = (value: Value) => [{ path: ["tags_all"], value }];
  const tags = planned["tags"] ?? null;
  if (holdsUnknown(tags)) return decided(unknown);
  const all = { ...defaultTags(providerConfig), ...entries(tags) };
  if (hasEmpty(all))
    return isNew || differs(prior["tags"] ?? null, tags) || hasEmpty(entries(tags)) ? decided(unknown) : [];
  return decided(
    Object.keys(all).length === 0 && !isNew && !differs(prior["tags_all"] ?? null, null)
      ? (prior["tags_all"] ?? null)
      : all,
  );
};

/** aws internal/provider/sdkv2, setRegionInResource: where none is given it is the provider's. */
const ownRegion: Decide = ({ schema, planned, prior, config, providerConfig }) => {
  const isOpen = (config["region"] ?? null) === null && (prior["region"] ?? null) === null;
  if (schema.attributes["region"]?.mode !== "optional+computed" || !isOpen || planned["region"] !== unknown) return [];
  return typeof providerConfig["region"] === "string" ? [{ path: ["region"], value: providerConfig["region"] }] : [];
};

/** What the provider does for every type. */
export const awsRules: RuleTable = { aws_: { sameText: samePolicy, decide: [tagsOfAll, ownRegion] } };
