import { createRequire } from "node:module";
import { late } from "../core/late";
import type * as reviewing from "../review/review";

const loadReviewing = late<typeof reviewing>(createRequire(__filename), "../review/review", "review");

/** Reviews a change. It needs cdktf, which takes most of a second to load: nobody pays for it who does not review. */
export function reviewChange(options: reviewing.ReviewOptions): ReturnType<typeof reviewing.review> {
  return loadReviewing().review(options);
}
