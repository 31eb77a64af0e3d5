import type { View } from "../../store/contract";
import { thingsOf } from "../things";
import { textOf } from "../values";

/** The type of a gate. Whether it is open is the data plane's to know: Terraform has no attribute for it. */
export const gateType = "aws_route53recoverycontrolconfig_routing_control";

/** The attribute, in the cloud alone, that says whether a gate is open. A gate is born shut. */
export const gateState = "routing_control_state";

/** Whether traffic may pass a routing control. */
export function gateIsOpen(view: View, arn: string): boolean {
  return thingsOf(view, gateType).some(
    ({ attributes }) => textOf(attributes, "arn") === arn && textOf(attributes, gateState) === "On",
  );
}
