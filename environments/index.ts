import { development } from "./development";
export { preview } from "./preview";
import { production } from "./production";
import { staging } from "./staging";

/** Every environment of this project. Each has its `<name>.roles.json` beside it. */
export const environments = [development, staging, production] as const;
