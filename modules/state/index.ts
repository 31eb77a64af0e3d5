import type { Construct } from "constructs";
import { AwsState } from "./aws";
import { AzureState } from "./azure";
import type { State, StateProps } from "./contract";
import { GcpState } from "./gcp";

/** Makes a group's state stores on the group's cloud. */
export function state(scope: Construct, id: string, { group, ...props }: StateProps): State {
  switch (group.cloud) {
    case "aws":
      return new AwsState(scope, id, { ...props, group });
    case "gcp":
      return new GcpState(scope, id, { ...props, group });
    case "azure":
      return new AzureState(scope, id, { ...props, group });
  }
}
