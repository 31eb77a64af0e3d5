import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inventories } from "../test/support/inventory";

const folder = join(__dirname, "..", "test", "rules", "inventory");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, addresses] of inventories()) writeFileSync(join(folder, `${name}.txt`), `${addresses.join("\n")}\n`);
