import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentRunbooks } from "../test/support/runbooks";

const folder = join(__dirname, "..", "docs", "runbooks");
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(currentRunbooks())) writeFileSync(join(folder, `${name}.md`), text);
