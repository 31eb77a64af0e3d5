import { parseBlock } from "./address-block";
import type { Row } from "./demand";
import { pattern, row } from "./demand";
import { formats } from "./formats";
import * as quoted from "./quoted";

/** How validators answer about patterns, limits, identifiers, times and addresses. The first row that fits counts. */
export const formatRules: readonly Row[] = [
  // A pattern, which the answer quotes.
  {
    says: /(?:doesn't match regexp|must match regex|match regular expression) "(.*)"(?:, got ~probe~)?$/,
    demands: quoted.unescaped,
  },
  { says: /doesn't comply with restrictions \("(.*)"\): "~probe~"$/, demands: quoted.unescaped },
  {
    says: /(?:regex used for validation is|quantities must match the regular expression) '\^?(.*?)\$?'\)?$/,
    demands: quoted.whole,
  },

  // Numbers and lengths, for which the answer gives the limits.
  { says: /^expected x to be in the range \((\d+) - (\d+)\), got ~probe~; or 0$/, demands: quoted.betweenOrZero },
  { says: /^expected x to be in the range \((\d+) - (\d+)\)/, demands: quoted.between },
  { says: /^value must be between (-?\d+) and (\d+)$/, demands: quoted.between },
  { says: /^(?:expected x to|value must) be at least \(?(\d+)\)?(?:,|$)/, demands: quoted.between },
  { says: /^expected x to be at most \(()(\d+)\)/, demands: quoted.between },
  { says: /^expected x to be one of \[([\d ]+)\]/, demands: quoted.oneOfNumbers },
  { says: /^expected x to be one of \["(.*)"\] in any case$/, demands: quoted.anyCase },
  { says: /^expected length of x to be in the range \((\d+) - (\d+)\)/, demands: quoted.lengthBetween },
  { says: /^"x" \("~probe~"\) must be between (\d+) and (\d+) characters long$/, demands: quoted.lengthBetween },
  { says: /^string length must be between (\d+) and (\d+)$/, demands: quoted.lengthBetween },

  // Any resource's id, or else one of the sample's form: the first alternative lets every id pass.
  row(/^cannot parse "x" as a resource id: .*; parsing "~probe~"/s, "an Azure id", formats.azureId),

  // Azure resource ids, of which the answer shows a sample.
  { says: /that matched \(containing (\d+) segments\):\n\n> (\/[^\n]*)/, demands: quoted.azureIdLike },
  row(/: cannot parse azure key vault child ID/, "the URL of a key vault item", formats.keyVaultItem),
  row(/^expected 2 or 3 path segments/, "the URL of a key vault item", formats.keyVaultItem),
  row(
    /^(cannot parse "x" as a resource id|parsing "~probe~" as an \w+ ID: parsing Azure ID)/,
    "an Azure id",
    formats.azureId,
  ),

  // Amazon resource names.
  row(/^"x?" \(~probe~\) is an invalid ARN: arn: invalid prefix ?$/, "an ARN", formats.arn),
  row(/invalid ARN.*EC2 automation ARN/, "an ARN", formats.arn),
  row(/types\.arnType/, "an ARN", formats.arn),
  row(/invalid ARN.*only lowercase alphanumeric/, "an ARN, or a name of a-z, 0-9 and -", (value) => {
    return formats.arn(value) || /^[a-z][a-z0-9-]*$/.test(value);
  }),

  // Documents, times, identifiers.
  row(/invalid JSON policy|iamPolicyType/, "a JSON object", formats.policy),
  row(/invalid JSON:|jsontypes/, "JSON", formats.json),
  row(/RFC3339 date|RFC3339 time format|^parsing time "~probe~"|RFC3339Type/, "an RFC 3339 time", formats.time),
  row(/as RFC3339 Timestamp Format/, "a date (2030-01-31) or an RFC 3339 time", (value) => {
    return formats.time(value) || formats.time(`${value}T00:00:00Z`);
  }),
  pattern(
    /expected 'P' period mark/,
    "an ISO 8601 duration, P90D",
    /^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/,
  ),
  pattern(/HH:mm \(RFC3339\)/, "a time of day, 03:00", /^([01]\d|2[0-3]):[0-5]\d$/),
  pattern(/"ddd:hh24:mi-ddd:hh24:mi"/, "a window, sun:05:00-sun:06:00", /^[a-z]{3}:\d\d:\d\d-[a-z]{3}:\d\d:\d\d$/),
  pattern(/"hh24:mi-hh24:mi"/, "a window, 05:00-06:00", /^\d\d:\d\d-\d\d:\d\d$/),
  row(/cannot be parsed as a duration|a unit suffix, such as "300ms"/, "a duration, 1h30m", formats.duration),
  row(/^Invalid rotation period format/, "seconds, at least a day: 7776000s", (value) => {
    return /^\d+(\.\d{1,9})?s$/.test(value) && Number.parseFloat(value) >= 86400;
  }),
  row(/a valid UUID, got ~probe~$/, "a UUID", formats.uuid),
  row(
    /a valid UUID, got ~probe~; .*an empty string/,
    "a UUID or nothing",
    (value) => value === "" || formats.uuid(value),
  ),
  row(/base64/, "base64", formats.base64),
  row(/to have a host/, "a URL", formats.url),

  // Addresses. aws and terraform's own IsCIDRNetwork refuse host bits, IsCIDR does not.
  row(/must be within 10\.0\.0\.0\/8/, "a private IPv4 network", formats.privateNetwork),
  row(/not a valid CIDR block|a valid Value, got/, "a network without host bits, 10.0.0.0/16", formats.network),
  row(/valid IPv4 CIDR that represents a network/, "an IPv4 network without host bits", formats.network4),
  row(/valid IPv6 CIDR that represents a network/, "an IPv6 network without host bits", formats.network6),
  row(/valid CIDR Value|valid IP CIDR range/, "an address block, 10.0.0.0/16", formats.block),
  row(/a network Value with between 16 and 28 significant bits/, "a network of /16 to /28", (value) => {
    const prefix = parseBlock(value)?.prefix ?? 0;
    return prefix >= 16 && prefix <= 28;
  }),
  row(/must start with IPV4 address/, "an IPv4 address or block", formats.ip4OrBlock),
  row(/valid IPv4 address/, "an IPv4 address", formats.ip4),
  row(/valid IPv6 address/, "an IPv6 address", formats.ip6),
  row(/valid IP, got: ~probe~; or "None"/, "an IP address or None", (value) => value === "None" || formats.ip(value)),
  row(/valid IP, got/, "an IP address", formats.ip),
];
