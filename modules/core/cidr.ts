/** An IPv4 range, parsed. `first` and `last` are addresses as unsigned 32-bit numbers. */
export interface Range {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

const pattern = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The prefix of the smallest and of the largest range that a site may have: its subnets are cut from it. */
export const sitePrefixes = { smallest: 20, largest: 16 } as const;

/** Parses `10.16.0.0/16`; undefined when it is not an IPv4 range or has bits set beyond its prefix. */
export function parseCidr(cidr: string): Range | undefined {
  const parts = pattern.exec(cidr)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = parts;
  if (prefix > 32 || [a, b, c, d].some((octet) => octet > 255)) return undefined;
  const first = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

/** Whether two ranges share an address. */
export function overlaps(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** Whether `outer` holds all of `inner`. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

const format = ({ first, prefix }: Pick<Range, "first" | "prefix">) =>
  `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${prefix}`;

/**
 * The `index`-th range of `newBits` more prefix bits within `cidr`: Terraform's `cidrsubnet`.
 * @throws RangeError when `cidr` is no range or holds no such subnet.
 */
export function subnet(cidr: string, newBits: number, index: number): string {
  const range = parseCidr(cidr);
  const prefix = (range?.prefix ?? 33) + newBits;
  if (range === undefined || prefix > 32 || index < 0 || index >= 2 ** newBits)
    throw new RangeError(`${cidr} has no subnet number ${index} of ${newBits} more bits; choose a larger range`);
  return format({ first: range.first + index * 2 ** (32 - prefix), prefix });
}
