import { createRequire } from "node:module";
import type * as reviewing from "../review/review";

const load = createRequire(__filename);

const isReviewing = (module: unknown): module is typeof reviewing =>
  typeof module === "object" && module !== null && "review" in module;

/** Reviews a change. It needs cdktf, which takes most of a second to load: nobody pays for it who does not review. */
export function reviewChange(options: reviewing.ReviewOptions): ReturnType<typeof reviewing.review> {
  const module: unknown = load("../review/review");
  if (!isReviewing(module)) throw new TypeError("modules/review/review.ts no longer exports review");
  return module.review(options);
}
