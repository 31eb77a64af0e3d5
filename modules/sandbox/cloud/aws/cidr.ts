/** A range of IPv4 addresses: the first, and the first behind it. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The range of a CIDR block; undefined for what is none. */
function rangeOf(cidr: string): Range | undefined {
  const [, address = "", length = ""] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr) ?? [];
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => part > 255) || Number(length) > 32) return undefined;
  const from = parts.reduce((sum, part) => sum * 256 + part, 0);
  return { from, to: from + 2 ** (32 - Number(length)) };
}

/** Whether one block lies within another. */
export function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [rangeOf(inner), rangeOf(outer)];
  return a !== undefined && b !== undefined && a.from >= b.from && a.to <= b.to;
}

/** Whether two blocks share an address. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a !== undefined && b !== undefined && a.from < b.to && b.from < a.to;
}

/** An address of a block, by its number; the empty text where the block has none. */
export function addressIn(cidr: string, number: number): string {
  const range = rangeOf(cidr);
  if (range === undefined) return "";
  const value = range.from + (number % (range.to - range.from));
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
