import { production } from "../../environments/production";
import { type Runbooks, runbooks } from "../../modules/recovery/runbook/pages";
import { parsed } from "./environments";

/** docs/runbooks as they should be now, for production as it was born. */
export function currentRunbooks(): Runbooks {
  return runbooks(parsed(production));
}
