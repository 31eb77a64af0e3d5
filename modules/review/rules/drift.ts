import { own } from "../../schema/json";
import { schemaOf } from "../../schema/load";
import type { AttributeChange, Rule } from "../contract";
import { weakened } from "../guards/guard";
import { protectionGuards } from "../guards/protection";
import { recoveryGuards } from "../guards/recovery";
import { finding, told } from "./finding";

/** What only the provider tells changes by itself: a server is given another role, a bucket another version. */
function isSettable(type: string, { path }: AttributeChange): boolean {
  const [name = path] = path.split(/[.[]/, 1);
  const schema = schemaOf(type);
  const member = schema && (own(schema.attributes, name) ?? own(schema.blocks, name));
  return member?.mode !== "computed";
}

/** What was changed outside Terraform is known. */
export const drift: Rule = {
  id: "drift",
  promise: "what was changed outside Terraform is known",
  examine: (subject) =>
    (subject.plan?.drift ?? []).map((change) => {
      const { address, type, concerns, attributes } = change;
      const guards = [...(protectionGuards[type] ?? []), ...(recoveryGuards[type] ?? [])];
      const lost = weakened(guards, change).map(({ path, lost: what }) => `${path} is weaker: ${what}`);
      const isGone = change.after === null;
      const [first] = attributes;
      const changed = isGone ? "was deleted" : `was changed (${attributes.map(({ path }) => path).join(", ")})`;
      const message = [`${changed} outside terraform`, ...lost, "find out by whom, and why"].join("; ");
      const isOurs = isGone || attributes.some((attribute) => isSettable(type, attribute));
      const isRisk = lost.length > 0 || (concerns.includes("data") && isOurs);
      const about = { weight: isRisk ? "risk" : "notice", address, message } as const;
      return finding(
        drift,
        subject,
        attributes.length === 1 && first !== undefined ? { ...about, ...told(first) } : about,
      );
    }),
};
