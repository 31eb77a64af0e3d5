import { messageOf } from "../../core/failure";
import type { Finding, Rule, Subject } from "../contract";
import { looksSecret } from "../secret-shapes";
import { abandoned } from "./abandoned";
import { access } from "./access";
import { crossSite } from "./cross-site";
import { dataLoss } from "./data-loss";
import { drift } from "./drift";
import { finding } from "./finding";
import { path } from "./path";
import { protection } from "./protection";
import { recovery } from "./recovery";
import { secret } from "./secret";

/** Every rule of the gate, the gravest first. */
export const rules: readonly Rule[] = [
  dataLoss,
  protection,
  recovery,
  access,
  crossSite,
  secret,
  abandoned,
  path,
  drift,
];

/** A rule that cannot say blocks: what it would have found is not known. */
function examineBy(rule: Rule, subject: Subject): readonly Finding[] {
  try {
    return rule.examine(subject);
  } catch (error) {
    const said = messageOf(error);
    const why = looksSecret(said) ? "an error that is not told, as it holds a secret" : said;
    const message = `the rule failed, so nobody can say what it would have found: ${why}; report it`;
    return [finding(rule, subject, { weight: "blocks", message })];
  }
}

/**
 * Everything that the rules find in a stack. It throws for nothing: a rule that fails is a finding that blocks.
 * @param by - the rules to ask
 */
export function examine(subject: Subject, by: readonly Rule[] = rules): readonly Finding[] {
  return by.flatMap((rule) => examineBy(rule, subject));
}
