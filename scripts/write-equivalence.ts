import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentEquivalence } from "../test/support/equivalence-page";

writeFileSync(join(__dirname, "..", "docs", "equivalence.md"), currentEquivalence());
