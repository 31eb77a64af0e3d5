import { down, reset, up } from "./sandbox-life";
import { exec } from "./sandbox-exec";
import { outage, restore } from "./sandbox-outage";
import { status } from "./sandbox-status";
import { addVerbs, type Verb } from "./verb";

/** Clouds on this machine: all that can be done with them. */
export const sandbox: Verb = {
  name: "sandbox",
  summary: "run simulated clouds on this machine, for real Terraform",
  examples: ["understudy sandbox up", "understudy sandbox exec -- cdktf deploy staging-aws-state"],
  define: (command, context) => addVerbs(command, [up, status, exec, outage, restore, down, reset], context),
};
