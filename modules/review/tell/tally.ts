import type { OtherStanding, ReviewedPlan, StackReview } from "../contract";

/** How many resources a change touches, and how. */
export interface Tally {
  readonly add: number;
  readonly change: number;
  readonly replace: number;
  readonly destroy: number;
  /** In the count of what happens to them too, if anything does. */
  readonly moved: number;
  readonly imported: number;
  /** Left to themselves: Terraform forgets them. */
  readonly forgotten: number;
  /** Changed outside Terraform. */
  readonly drifted: number;
}

const nothing: Tally = {
  ...{ add: 0, change: 0, replace: 0, destroy: 0 },
  ...{ moved: 0, imported: 0, forgotten: 0, drifted: 0 },
};

/** What a plan comes to. */
export function tallyOf({ changes, drift }: ReviewedPlan): Tally {
  const count = (wanted: (change: ReviewedPlan["changes"][number]) => boolean) => changes.filter(wanted).length;
  return {
    add: count(({ kind }) => kind === "create"),
    change: count(({ kind }) => kind === "update"),
    replace: count(({ kind }) => kind === "replace"),
    destroy: count(({ kind }) => kind === "destroy"),
    moved: count(({ kind, movedFrom }) => kind === "move" || movedFrom !== undefined),
    imported: count(({ kind, isImported }) => kind === "import" || isImported),
    forgotten: count(({ kind }) => kind === "forget"),
    drifted: drift.length,
  };
}

/** What several stacks come to, those without a plan left out. */
export function totalOf(stacks: readonly StackReview[]): Tally {
  return stacks.reduce((sum, { plan }) => {
    const one = plan === undefined ? nothing : tallyOf(plan);
    return {
      add: sum.add + one.add,
      change: sum.change + one.change,
      replace: sum.replace + one.replace,
      destroy: sum.destroy + one.destroy,
      moved: sum.moved + one.moved,
      imported: sum.imported + one.imported,
      forgotten: sum.forgotten + one.forgotten,
      drifted: sum.drifted + one.drifted,
    };
  }, nothing);
}

/** `3 to add, 1 to change in place`: what is none is left out. */
export function countsText({ add, change, replace, destroy }: OtherStanding["counts"]): string {
  const counts = [
    [add, "to add"],
    [change, "to change in place"],
    [replace, "to replace"],
    [destroy, "to destroy"],
  ] as const;
  const said = counts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]));
  return said.length === 0 ? "nothing to add, change or destroy" : said.join(", ");
}

/** `2 moved, 1 drifted`: what else happens to resources; what is none is left out. */
export function besidesOf({ moved, imported, forgotten, drifted }: Tally): readonly string[] {
  const counts = Object.entries({ moved, imported, forgotten, drifted });
  return counts.flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`]));
}
