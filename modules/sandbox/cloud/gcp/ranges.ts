import { contains, overlaps, parseCidr, type Range } from "../../../core/cidr";
import type { Fields } from "../../protocol/values";
import type { Context } from "../behaviour";
import { bodiesOf } from "../lookups";
import { textOf } from "../values";
import { googleError } from "./errors";
import { networkId } from "./network-names";

/** Every range of a subnetwork, with what it is called. */
function rangesOf(subnetwork: Fields): readonly { readonly cidr: string; readonly range: Range | undefined }[] {
  const texts = [
    textOf(subnetwork, "ip_cidr_range"),
    ...bodiesOf(subnetwork, "secondary_ip_range").map((body) => textOf(body, "ip_cidr_range")),
  ];
  return texts.filter((cidr) => cidr !== "").map((cidr) => ({ cidr, range: parseCidr(cidr) }));
}

const isPrivate = (range: Range) =>
  ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].some((block) => {
    const outer = parseCidr(block);
    return outer !== undefined && contains(outer, range);
  });

/** What Google says of a subnetwork's ranges: not a range, not a private one, or one that another subnetwork has. */
export function wrongRanges(asked: Fields, context: Context, before: Fields | undefined): readonly string[] {
  const network = networkId(asked, textOf(asked, "network"), context);
  const others = context
    .things("google_compute_subnetwork")
    .filter(
      ({ id, attributes }) =>
        id !== textOf(before ?? {}, "id") && networkId(attributes, textOf(attributes, "network"), context) === network,
    )
    .map(({ attributes }) => attributes);
  return rangesOf(asked).flatMap(({ cidr, range }) => {
    if (range === undefined)
      return [googleError(400, `Invalid value for field 'resource.ipCidrRange': '${cidr}'.`, "invalid")];
    if (!isPrivate(range))
      return [googleError(400, `Invalid IPCidrRange: ${cidr} is not a private range.`, "badRequest")];
    const other = others.find((one) =>
      rangesOf(one).some((its) => its.range !== undefined && overlaps(its.range, range)),
    );
    if (other === undefined) return [];
    const where = `subnetwork '${textOf(other, "name")}' in region '${textOf(other, "region")}'`;
    return [googleError(400, `Invalid IPCidrRange: ${cidr} conflicts with existing ${where}.`, "badRequest")];
  });
}

/** The address of a range that Google keeps for its gateway: the first one. */
export function gatewayOf(cidr: string): string {
  const [address = ""] = cidr.split("/");
  const [last = "0", ...rest] = address.split(".").reverse();
  return [...rest.toReversed(), String(Number(last) + 1)].join(".");
}
