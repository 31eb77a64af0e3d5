/** How long something may take, in seconds. */
export type Spread =
  | { readonly shape: "constant"; readonly seconds: number }
  /** Never less, mostly, never more. */
  | { readonly shape: "triangular"; readonly least: number; readonly likely: number; readonly most: number }
  /** Half of all take at most the median, and one in twenty more than `p95`; a few take much longer. */
  | { readonly shape: "lognormal"; readonly median: number; readonly p95: number }
  | { readonly shape: "exponential"; readonly mean: number }
  /** One of those that were measured, each as likely as another. */
  | { readonly shape: "measured"; readonly seconds: readonly [number, ...number[]] };

/** Numbers of at least 0 and less than 1. */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32, whose period is 2^32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many standard deviations above the middle the 95th percentile of a normal distribution lies. */
const normal95 = 1.6448536269514722;

/** Box and Muller's. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function triangular(least: number, likely: number, most: number, share: number): number {
  if (most <= least) return least;
  const turn = (likely - least) / (most - least);
  return share < turn
    ? least + Math.sqrt(share * (most - least) * (likely - least))
    : most - Math.sqrt((1 - share) * (most - least) * (most - likely));
}

/** One duration of a spread, seconds. */
export function draw(spread: Spread, random: Random): number {
  switch (spread.shape) {
    case "constant":
      return spread.seconds;
    case "triangular":
      return triangular(spread.least, spread.likely, spread.most, random());
    case "lognormal":
      return spread.median * Math.exp((Math.log(spread.p95 / spread.median) / normal95) * normal(random));
    case "exponential":
      return -spread.mean * Math.log(1 - random());
    case "measured": {
      const { seconds } = spread;
      return seconds[Math.floor(random() * seconds.length)] ?? seconds[0];
    }
  }
}
