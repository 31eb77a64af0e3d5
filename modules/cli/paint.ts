const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const satisfies Record<string, readonly [on: number, off: number]>;

/** A look of text on a terminal. */
export type Look = keyof typeof codes;

/** Gives text a look, or leaves it as it is where there is no colour. */
export type Paint = (look: Look, text: string) => string;

/** Paints with ANSI codes, or not at all. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_look, text) => text;
  return (look, text) => {
    const [on, off] = codes[look];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

/**
 * Whether to colour what is written to a stream. NO_COLOR wins over FORCE_COLOR, which wins over what the stream is;
 * an empty variable counts as not set.
 */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const { NO_COLOR: never = "", FORCE_COLOR: always = "", TERM: kind } = env;
  if (never !== "" || always === "0" || always === "false") return false;
  return always !== "" || (isTerminal && kind !== "dumb");
}
