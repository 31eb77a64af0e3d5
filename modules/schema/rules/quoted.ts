import type { Demand } from "./demand";

/** A pattern that the answer quotes as a Go string literal, in which \\ stands for one backslash. */
export function unescaped([, source = ""]: RegExpExecArray): Demand | undefined {
  return like(source.replaceAll("\\\\", "\\").replaceAll('\\"', '"'));
}

/** A pattern for the whole value. */
export function whole([, source = ""]: RegExpExecArray): Demand | undefined {
  return like(`^(?:${source})$`);
}

/** Go's patterns are nearly those of JavaScript; of the others we know nothing. */
function like(source: string): Demand | undefined {
  try {
    const regexp = new RegExp(source);
    return { wanted: `a text like ${source}`, holds: (value) => regexp.test(value) };
  } catch {
    return undefined;
  }
}

/** A number with a least and a greatest value, of which one may lack. */
export function between([, least, most]: RegExpExecArray): Demand {
  const [low, high] = limits(least, most);
  const wanted = high === Infinity ? `at least ${low}` : low === -Infinity ? `at most ${high}` : `${low} to ${high}`;
  return { wanted, holds: (value) => Number(value) >= low && Number(value) <= high };
}

/** A number between limits, or 0. */
export function betweenOrZero(match: RegExpExecArray): Demand {
  const { wanted, holds } = between(match);
  return { wanted: `0 or ${wanted}`, holds: (value) => value === "0" || holds(value) };
}

/** A text of a least and a greatest length. */
export function lengthBetween([, least, most]: RegExpExecArray): Demand {
  const [low, high] = limits(least, most);
  return { wanted: `${low} to ${high} characters`, holds: ({ length }) => length >= low && length <= high };
}

function limits(least: string | undefined, most: string | undefined): readonly [low: number, high: number] {
  return [least ? Number(least) : -Infinity, most ? Number(most) : Infinity];
}

/** One of the numbers that the answer lists. */
export function oneOfNumbers([, list = ""]: RegExpExecArray): Demand {
  const allowed = list.split(" ");
  return { wanted: `one of ${allowed.join(", ")}`, holds: (value) => allowed.includes(value) };
}

/** One word, in capitals or not. */
export function anyCase([, word = ""]: RegExpExecArray): Demand {
  return { wanted: word, holds: (value) => value.toLowerCase() === word.toLowerCase() };
}

/** Compares the fixed words of the sample id as far as the recording, which cuts long answers, shows them. */
export function azureIdLike([, count = "", sample = ""]: RegExpExecArray): Demand {
  const words = sample.split("/").slice(1);
  const isFixed = (index: number) => index % 2 === 0 || words[index - 1] === "providers";
  const shown = words.slice(0, words.length === Number(count) ? undefined : -1);
  return {
    wanted: `an Azure id like ${sample}${words.length < Number(count) ? "…" : ""}`,
    holds: (value) => {
      const [first, ...parts] = value.split("/");
      if (first !== "" || parts.length !== Number(count) || parts.includes("")) return false;
      return shown.every((word, index) => !isFixed(index) || parts[index] === word);
    },
  };
}
