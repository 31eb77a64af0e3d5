import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { contains, overlaps, parseCidr, subnet } from "../../modules/core/cidr";
import { tiers } from "../../modules/network/contract";

const range = (cidr: string) => {
  const parsed = parseCidr(cidr);
  if (parsed === undefined) throw new Error(`${cidr} should be a range`);
  return parsed;
};

/** A site's range: private, /16 to /20, on a boundary of its own size. */
const site = fc
  .tuple(fc.integer({ min: 16, max: 20 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 15 }))
  .map(([prefix, second, part]) => `10.${second}.${(part % 2 ** (prefix - 16)) * 2 ** (24 - prefix)}.0/${prefix}`);

describe("address ranges", () => {
  test("a range is written back as it was read", () => {
    fc.assert(fc.property(site, (cidr) => subnet(cidr, 0, 0) === cidr));
  });

  test("subnets lie in their range and never overlap each other", () => {
    fc.assert(
      fc.property(site, fc.integer({ min: 1, max: 8 }), (cidr, newBits) => {
        const subnets = Array.from({ length: 2 ** newBits }, (_, index) => range(subnet(cidr, newBits, index)));
        expect(subnets.every((inner) => contains(range(cidr), inner))).toBe(true);
        expect(subnets.every((inner, index) => index === 0 || !overlaps(inner, subnets[index - 1] ?? inner))).toBe(
          true,
        );
      }),
    );
  });

  test("a site's tiers lie in its range, and only the two views of one tier overlap", () => {
    fc.assert(
      fc.property(site, (cidr) => {
        const cut = tiers(cidr);
        const apart = [
          ...cut.nodes,
          ...cut.data,
          ...cut.public,
          cut.services,
          cut.pods,
          cut.managed,
          cut.controlPlane,
        ].map(range);
        expect(apart.every((inner) => contains(range(cidr), inner))).toBe(true);
        for (const [index, one] of apart.entries())
          for (const other of apart.slice(0, index)) expect(overlaps(one, other)).toBe(false);
        for (const data of cut.data) expect(contains(range(cut.allData), range(data))).toBe(true);
        for (const outside of cut.public) expect(contains(range(cut.allPublic), range(outside))).toBe(true);
        const views = [
          cut.allNodes,
          cut.allData,
          cut.allPublic,
          cut.services,
          cut.pods,
          cut.managed,
          cut.controlPlane,
        ].map(range);
        for (const [index, one] of views.entries())
          for (const other of views.slice(0, index)) expect(overlaps(one, other)).toBe(false);
      }),
    );
  });

  test.each(["10.0.0.0", "10.0.0.0/33", "10.0.0.256/24", "10.0.0.1/24", "10.0.0/16", "fd00::/8", "", "10.0.0.0/16 "])(
    "%j is no range",
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  test("a subnet that does not fit is refused with the range and the fix", () => {
    expect(() => subnet("10.0.0.0/28", 8, 0)).toThrow(/10\.0\.0\.0\/28 has no subnet .*choose a larger range/);
    expect(() => subnet("10.0.0.0/16", 2, 4)).toThrow(/no subnet number 4/);
  });
});
