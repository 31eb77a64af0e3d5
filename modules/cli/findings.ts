import { InvalidInput, type Problem } from "../core/problems";

/** Collects what is wrong with several things, so that all of it is told at once. */
export class Findings {
  private problems: readonly Problem[] = [];

  /** What `look` finds; undefined, and remembered, when that is wrong. */
  async find<Found>(look: () => Found | Promise<Found>): Promise<Found | undefined> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      this.problems = [...this.problems, ...error.problems];
      return undefined;
    }
  }

  /** Whether something was wrong so far. */
  get any(): boolean {
    return this.problems.length > 0;
  }

  /** @throws InvalidInput with everything that was wrong */
  fail(): never {
    throw new InvalidInput(this.problems);
  }
}
