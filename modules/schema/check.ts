import { checkBody } from "./checks/body";
import { isObject } from "./json";
import { checkLifecycle, metaArguments } from "./checks/meta";
import type { Problem, Report } from "./problem";
import { reporter } from "./problem";
import { checkReferences } from "./checks/references";
import { checkRelations } from "./checks/relations";
import type { Item } from "./checks/stack";
import { explainUnknown, readStack } from "./checks/stack";

/**
 * Every mistake in a synthesized stack that the official schemas and the recorded behaviour of the providers can tell.
 *
 * @param json what a `cdk.tf.json` holds
 * @param name the stack's name, to begin each message with
 */
export function checkStack(json: unknown, name?: string): readonly Problem[] {
  const problems: Problem[] = [];
  const reportAt = (address: string) => reporter(problems, address, name);
  if (!isObject(json)) {
    reportAt("stack")("wrong-nesting", "", "is not an object: synthesize it again");
    return problems;
  }
  const stack = readStack(json);
  for (const key of stack.unknown) reportAt(key)("unknown-attribute", "", "is not known to terraform: remove it");
  for (const item of stack.items) checkItem(item, reportAt(item.address));
  checkReferences(stack, reportAt);
  return problems;
}

function checkItem(item: Item, report: Report): void {
  const { section, body, schema } = item;
  if (schema === undefined) return report("unknown-type", "", explainUnknown(item));
  const stored = section === "resource" || section === "data";
  checkBody(body, schema, "", { besides: metaArguments[section], stored }, report);
  if (section === "resource") checkRelations(body, schema, report);
  if (section !== "provider") checkLifecycle(body, schema, report);
}
