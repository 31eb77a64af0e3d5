import { checkBody } from "../../schema/checks/body";
import { checkRelations } from "../../schema/checks/relations";
import { type Problem, reporter } from "../../schema/problem";
import type { Schema } from "../../schema/shape";
import type { Diagnostic } from "../protocol/messages";
import { type Fields, isFields, isList, unknown, type Value } from "../protocol/values";

/** What stands for an unknown value in a configuration's own notation: a reference, which every check takes for right. */
const reference = "${unknown.value}";

function written(value: Value): unknown {
  if (value === unknown) return reference;
  if (isList(value)) return value.map(written);
  return isFields(value) ? writtenBody(value) : value;
}

/** A configuration in JSON's own values; null stays, which the checks take for not set. */
function writtenBody(config: Fields): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, written(value)]));
}

/** What a provider would refuse in a configuration before anything is planned, as far as schemas and recorded rules tell. */
export function validated(type: string, schema: Schema, config: Value): readonly Diagnostic[] {
  if (!isFields(config)) return [];
  const problems: Problem[] = [];
  const report = reporter(problems, type, undefined);
  const body = writtenBody(config);
  checkBody(body, schema, "", { stored: false }, report);
  checkRelations(body, schema, report);
  return problems.map(({ message }) => ({ severity: "ERROR", summary: message }));
}
