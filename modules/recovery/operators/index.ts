import type { Cloud } from "../../core/cloud";
import type { Operator } from "../contract";
import { AwsOperator } from "./aws";
import { AzureOperator } from "./azure";
import { GcpOperator } from "./gcp";
import type { Transport } from "./transport";

/** Acts on a cloud through a transport: the vendor's own API, or a sandbox's. */
export function operator(cloud: Cloud, transport: Transport): Operator {
  switch (cloud) {
    case "aws":
      return new AwsOperator(transport);
    case "gcp":
      return new GcpOperator(transport);
    case "azure":
      return new AzureOperator(transport);
  }
}
