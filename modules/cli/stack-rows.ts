import { join } from "node:path";
import { counted } from "../core/counted";
import { configurationFile, readConfiguration } from "../stacks/configuration";
import { countResources } from "../stacks/count-resources";
import type { StackName } from "../stacks/names";
import type { Column } from "./table";

/** A synthesized stack, as verbs tell of it. Programs read it as JSON: keys are added, never renamed. */
export interface StackRow extends StackName {
  readonly resources: number;
  /** The configuration that Terraform reads, as an absolute path. */
  readonly file: string;
}

/** What was written for a stack. */
export function stackRow(stack: StackName, output: string): StackRow {
  const folder = join(output, "stacks", stack.name);
  return { ...stack, resources: countResources(readConfiguration(folder)), file: join(folder, configurationFile) };
}

/** How stacks are listed. */
export const stackColumns: readonly Column<StackRow>[] = [
  { title: "stack", text: ({ name }) => name },
  { title: "resources", text: ({ resources }) => String(resources), align: "right" },
];

/** `33 stacks with 512 resources`. */
export function amount(rows: readonly StackRow[]): string {
  const resources = rows.reduce((sum, stack) => sum + stack.resources, 0);
  return `${counted(rows.length, "stack")} with ${counted(resources, "resource")}`;
}
