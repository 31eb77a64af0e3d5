import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/** A password that exists only while Terraform runs: never in state, plan or log. */
export interface GeneratedPassword {
  /** A reference for write-only arguments alone; Terraform refuses it anywhere else. */
  readonly value: string;
  /** Services take a new value only when this number rises. */
  readonly version: number;
}

/**
 * Declares an ephemeral `random_password`. Terraform makes a new value on every run, and nobody takes it until
 * `version` rises. All that takes one value must take it in the same apply (docs/decisions/0006).
 */
export function generatedPassword(scope: Construct, id: string, version: number): GeneratedPassword {
  const stack = TerraformStack.of(scope);
  if (stack.node.tryFindChild("random") === undefined) new RandomProvider(stack, "random", {});
  // cdktf 0.21 has no ephemeral blocks. Letters and digits alone need no quoting in any connection string.
  stack.addOverride(`ephemeral.random_password.${id}`, { length: 40, special: false });
  return { value: `\${ephemeral.random_password.${id}.result}`, version };
}
