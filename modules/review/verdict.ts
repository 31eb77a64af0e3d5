import type { StackResult } from "../deploy/contract";
import type { Finding, StackReview, Verdict } from "./contract";

/** Why a stack could not be looked at; undefined when it was. What a plan refuses for is judged by the rules. */
export function obstacle(result: StackResult): string | undefined {
  switch (result.outcome) {
    case "planned":
    case "applied":
    case "unchanged":
    case "absent":
    case "refused":
      return undefined;
    case "deferred":
      // The store of its state comes with this very change: there is nothing yet that it could lose.
      return undefined;
    case "failed": {
      const { step, diagnostics, log } = result.failure;
      const [first] = diagnostics;
      const at = first.address === undefined ? "" : ` at ${first.address}`;
      return `${result.stack} cannot be reviewed: ${step} failed${at}: ${first.summary}; everything that terraform said is in ${log}`;
    }
    case "interrupted":
      return `${result.stack} was interrupted; review again`;
    case "not reached":
      return `${result.stack} was not reached: ${result.because}; review again`;
  }
}

/** What of a review could not be looked at, in words. */
export function errorsOf(reviews: readonly StackReview[]): readonly string[] {
  return reviews.flatMap(({ result }) => (result === undefined ? [] : (obstacle(result) ?? [])));
}

/** What a review comes to. What could not be looked at is never passed, and told before what is blocked. */
export function verdictOf(findings: readonly Finding[], errors: readonly string[]): Verdict {
  if (errors.length > 0) return "error";
  return findings.some(({ weight, waivedBy }) => weight === "blocks" && waivedBy === undefined) ? "blocked" : "passed";
}
