import { contains, parseCidr, type Range } from "../../core/cidr";

/** Words by which clouds call everybody, or so many that it is the same. */
const everybody: ReadonlySet<string> = new Set(["*", "any", "internet", "azurecloud", "0.0.0.0", "::"]);

/** Addresses that the internet does not route: RFC 1918, RFC 6598, and the loopback's and the link's own. */
const inner = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
].flatMap((block) => parseCidr(block) ?? []);

/** A range wider than that counts as open to everybody: two halves of the internet are the internet. */
const widest = { four: 16, six: 32 } as const;

const everything: Range = { first: 0, last: 2 ** 32 - 1, prefix: 0 };

const sixPrefix = (text: string): number | undefined => {
  const [, prefix = "128"] = /^[0-9a-f:]*:[0-9a-f:.]*(?:\/(\d+))?$/i.exec(text) ?? ["", undefined];
  return text.includes(":") ? Number(prefix) : undefined;
};

/** A block with bits set behind its prefix means the block all the same. */
function rangeOf(text: string): Range | undefined {
  const [, address, prefix = "32"] = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(text) ?? [];
  if (address === undefined) return undefined;
  const single = parseCidr(`${address}/32`);
  if (single === undefined || Number(prefix) > 32) return undefined;
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(single.first / size) * size;
  return { first, last: first + size - 1, prefix: Number(prefix) };
}

/** Whether a range of addresses, or a word for one, lets everybody in. */
export function isOpen(source: string): boolean {
  const text = source.trim().toLowerCase();
  if (everybody.has(text)) return true;
  const six = sixPrefix(text);
  if (six !== undefined) return six < widest.six;
  const range = rangeOf(text);
  return range !== undefined && range.prefix < widest.four && !inner.some((block) => contains(block, range));
}

/** Whether a range lets in somebody from outside, though not everybody. */
export function isOutside(source: string): boolean {
  const range = rangeOf(source.trim());
  return range !== undefined && !inner.some((block) => contains(block, range));
}

/** Whether all that one source lets in, the other does too. */
export function covers(wide: string, narrow: string): boolean {
  const [one, other] = [wide.trim().toLowerCase(), narrow.trim().toLowerCase()];
  if (one === other) return true;
  const outer = everybody.has(one) ? everything : rangeOf(one);
  const within = everybody.has(other) ? everything : rangeOf(other);
  return outer !== undefined && within !== undefined && contains(outer, within);
}
