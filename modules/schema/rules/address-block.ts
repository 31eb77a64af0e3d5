import { isIPv4, isIPv6 } from "node:net";

/** A block of internet addresses, with the host bits that were written. */
export interface AddressBlock {
  readonly version: 4 | 6;
  readonly address: bigint;
  readonly prefix: number;
}

/** Reads "10.0.0.0/16" or "fd00::/8"; undefined if it is neither. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [host = "", length = "", ...rest] = text.split("/");
  const version = isIPv4(host) ? 4 : isIPv6(host) ? 6 : undefined;
  const prefix = Number(length);
  if (version === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length) || prefix > bits(version)) return undefined;
  return { version, address: version === 4 ? parse4(host) : parse6(host), prefix };
}

/** Says whether no bit is set after the prefix, so that the block is written by its first address. */
export function isNetwork({ version, address, prefix }: AddressBlock): boolean {
  return address % 2n ** BigInt(bits(version) - prefix) === 0n;
}

/** Says whether a block lies within another. */
export function isWithin(inner: AddressBlock, outer: AddressBlock): boolean {
  if (inner.version !== outer.version || inner.prefix < outer.prefix) return false;
  const host = BigInt(bits(outer.version) - outer.prefix);
  return inner.address >> host === outer.address >> host;
}

const bits = (version: 4 | 6) => (version === 4 ? 32 : 128);

function parse4(host: string): bigint {
  return host.split(".").reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

function parse6(host: string): bigint {
  const dotted = /[\d.]+\.\d+$/.exec(host)?.[0];
  const low = dotted === undefined ? 0n : parse4(dotted);
  const text =
    dotted === undefined ? host : host.replace(dotted, `${(low >> 16n).toString(16)}:${(low % 65536n).toString(16)}`);
  const [head = [], tail] = text.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const groups = [
    ...head,
    ...Array.from({ length: 8 - head.length - (tail?.length ?? 0) }, () => "0"),
    ...(tail ?? []),
  ];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}
