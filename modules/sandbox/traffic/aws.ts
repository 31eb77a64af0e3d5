import { textOf, textsAt } from "../cloud/values";
import { findAnywhere, type KeptThing, thingsOf } from "../cloud/things";
import type { View } from "../store/contract";
import { gateIsOpen } from "../cloud/aws/gates";
import type { NameQuestion, Resolver } from "./contract";

type IsHealthy = (check: string) => boolean;

/** Whether a health check passes; an invented one never does. (Route 53, "How Amazon Route 53 determines health".) */
function healthOf(view: View, { candidates, answers }: NameQuestion): IsHealthy {
  const isHealthy: IsHealthy = (id) => {
    const check = findAnywhere(view, "aws_route53_health_check", id)?.attributes;
    if (check === undefined) return false;
    switch (textOf(check, "type")) {
      case "CALCULATED": {
        const healthy = textsAt(check, ["child_healthchecks"]).filter(isHealthy).length;
        return healthy >= Number(check["child_health_threshold"]);
      }
      case "RECOVERY_CONTROL":
        return gateIsOpen(view, textOf(check, "routing_control_arn"));
      default:
        return candidates.some((candidate) => candidate.host === textOf(check, "fqdn") && answers(candidate));
    }
  };
  return isHealthy;
}

/** Failover records: the primary while it is healthy, else the secondary while it is, else the primary all the same. */
export const resolveAws: Resolver = (view, question) => {
  const records = thingsOf(view, "aws_route53_record").filter(
    ({ attributes }) => textOf(attributes, "name") === question.name,
  );
  const isHealthy = healthOf(view, question);
  const ofType = (type: string) =>
    records.find(({ attributes }) => textsAt(attributes, ["failover_routing_policy", "type"]).includes(type));
  const primary = ofType("PRIMARY");
  const isUp = (record: KeptThing | undefined) =>
    record !== undefined && isHealthy(textOf(record.attributes, "health_check_id"));
  const answer = [primary, ofType("SECONDARY")].find(isUp) ?? primary;
  const [target] = answer === undefined ? [] : textsAt(answer.attributes, ["records"]);
  return question.candidates.find(({ host }) => host === target);
};
