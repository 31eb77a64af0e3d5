import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ReadableStack } from "../core/stack";

/** A construct id of one generation of a database: the first keeps the plain word. */
export function generationId(word: string, generation: number): string {
  return generation === 1 ? word : `${word}-g${generation}`;
}

/**
 * Forgets every earlier generation of a rebuilt database. A retired server may hold writes that were never replicated:
 * it leaves Terraform, and stays in the cloud, protected, until a person has looked and deletes it.
 * @param words - type and construct id of each resource that belongs to one generation
 */
export function forgetEarlier(
  scope: Construct,
  generation: number,
  words: Readonly<Record<string, readonly string[]>>,
): void {
  const stack = TerraformStack.of(scope);
  if (!(stack instanceof ReadableStack)) return;
  for (let earlier = 1; earlier < generation; earlier += 1)
    for (const [type, ids] of Object.entries(words))
      for (const word of ids) stack.forget(type, scope, generationId(word, earlier));
}
