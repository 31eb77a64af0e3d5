/** Lines of Markdown. */
export type Lines = readonly string[];

/** A part of a text that can be told at more or less length. */
export interface Section {
  /** What is always there: a few lines, however large a review is. */
  readonly least: Lines;
  /** The fullest that fits into so many bytes; never more than these, unless the least is. */
  readonly within: (bytes: number) => Lines;
}

/** UTF-8, with the ends of lines: never fewer than the characters that GitHub and GitLab count. */
function bytesOf(lines: Lines): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

/** A section that is told in one of these ways, the fullest first and the least last. */
export function oneOfThese(ways: readonly [() => Lines, ...(() => Lines)[]]): Section {
  const [first] = ways;
  const least = (ways.at(-1) ?? first)();
  return {
    least,
    within(bytes) {
      for (const way of ways) {
        const lines = way();
        if (bytesOf(lines) <= bytes) return lines;
      }
      return least;
    },
  };
}

/** A section that lists. */
export interface Listing<Item> {
  /** The weightiest first. */
  readonly items: readonly Item[];
  /** Ways to tell one, the fullest first. */
  readonly ways: readonly [(item: Item) => Lines, ...((item: Item) => Lines)[]];
  /** What stands above them; nothing does when there is none. */
  readonly above: Lines;
  /** Puts the listed between a beginning and an end. @default - as they are */
  readonly around?: (lines: Lines) => Lines;
  /** A line that tells of those that found no room: never longer for some of them than for all. */
  readonly rest: (items: readonly Item[]) => string;
}

/** As many items as there is room for, each as a whole, each as full as all can be; the others are told of in the rest. */
export function listing<Item>({ items, ways, above, around = (lines) => lines, rest }: Listing<Item>): Section {
  const least = items.length === 0 ? [] : [...above, rest(items)];
  const frame = bytesOf([...above, ...around([])]);
  const assembled = (told: readonly (Lines | undefined)[]) => {
    const left = items.filter((_, index) => told[index] === undefined);
    if (left.length === items.length) return least;
    return [...above, ...around(told.flatMap((lines) => lines ?? [])), ...(left.length > 0 ? ["", rest(left)] : [])];
  };
  return {
    least,
    within(bytes) {
      if (items.length === 0) return [];
      for (const way of ways) {
        const told = allWithin(items, way, bytes - frame);
        if (told !== undefined) return assembled(told);
      }
      const partly = bytesOf(["", rest(items)]);
      const chosen = asManyAsFit(items, ways, bytes - frame - partly);
      return assembled(chosen);
    },
  };
}

/** All items told one way; undefined as soon as they turn out to take more. */
function allWithin<Item>(
  items: readonly Item[],
  way: (item: Item) => Lines,
  bytes: number,
): readonly Lines[] | undefined {
  const told: Lines[] = [];
  let room = bytes;
  for (const item of items) {
    const lines = way(item);
    room -= bytesOf(lines);
    if (room < 0) return undefined;
    told.push(lines);
  }
  return told;
}

/** First each as short as can be, while there is room; then, from the first on, each as full as there is room for. */
function asManyAsFit<Item>(
  items: readonly Item[],
  ways: Listing<Item>["ways"],
  bytes: number,
): readonly (Lines | undefined)[] {
  const [fullest] = ways;
  const shortest = ways.at(-1) ?? fullest;
  let room = bytes;
  let smallest = 0;
  const told = items.map((item) => {
    // With less room than any needed so far, looking at thousands more would find hardly one.
    if (room < smallest) return undefined;
    const lines = shortest(item);
    const size = bytesOf(lines);
    smallest = smallest === 0 ? size : Math.min(smallest, size);
    if (size > room) return undefined;
    room -= size;
    return { item, lines, size };
  });
  return told.map((one) => {
    if (one === undefined) return undefined;
    for (const way of room > 0 ? ways : []) {
      const lines = way(one.item);
      const more = bytesOf(lines) - one.size;
      if (more > room) continue;
      room -= Math.max(0, more);
      return lines;
    }
    return one.lines;
  });
}

/**
 * Sections as one text of at most `limit` bytes, an empty line between two. The sections of `first` are given room before
 * the others, in their order; all keep their places in the text.
 */
export function fitted(sections: readonly Section[], first: readonly Section[], limit: number): string {
  const gap = 1;
  const least = (section: Section) => bytesOf(section.least) + gap;
  const order = [...first, ...sections.filter((section) => !first.includes(section))];
  let room = limit - sections.reduce((sum, section) => sum + least(section), 0);
  const told = new Map<Section, Lines>();
  for (const section of order) {
    const lines = section.within(room + least(section) - gap);
    room -= bytesOf(lines) + gap - least(section);
    told.set(section, lines);
  }
  const blocks = sections.map((section) => told.get(section) ?? []).filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
