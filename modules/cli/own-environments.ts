import { join } from "node:path";

/** The folder of this project's own environments: meant unless `--environments` names another. */
export const ownEnvironments = join(__dirname, "../../environments");
