import { createRequire } from "node:module";
import type { Cloud } from "../../core/cloud";
import { late } from "../../core/late";
import type * as aws from "./aws-transport";
import { azureMethods } from "./azure-methods";
import { azureToken, googleToken } from "./credentials";
import { gcpMethods } from "./gcp-methods";
import { restTransport } from "./rest-transport";
import type { Transport } from "./transport";

/** What a recovery on real clouds must be told, because it cannot be looked up in a region that is lost. */
export interface CloudSettings {
  /** Of the routing controls' cluster: the traffic stack's output `traffic_gates_switch`, kept outside of AWS. */
  readonly controlEndpoints: readonly aws.ControlEndpoint[];
}

/** It needs four SDKs of the vendor, which take a third of a second to load: most commands talk to no cloud. */
const loadAws = late<typeof aws>(createRequire(__filename), "./aws-transport", "awsTransport");

/** The real API of a cloud, with the credentials that its own tools use on this machine. */
export function cloudTransport(cloud: Cloud, { controlEndpoints }: CloudSettings): Transport {
  switch (cloud) {
    case "aws":
      return loadAws().awsTransport({ maxAttempts: 1 }, controlEndpoints);
    case "gcp":
      return restTransport({ methods: gcpMethods, token: googleToken });
    case "azure":
      return restTransport({ methods: azureMethods, token: () => azureToken("https://management.azure.com/.default") });
  }
}
