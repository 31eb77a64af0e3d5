import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The file in a stack's folder that Terraform reads. */
export const configurationFile = "cdk.tf.json";

/** What a synthesis wrote for a stack, from the stack's folder. @throws Error when the file is not there or is no JSON */
export function readConfiguration(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, configurationFile), "utf8"));
}
