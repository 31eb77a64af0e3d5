import { GoogleAuth } from "google-auth-library";
import type { Cloud } from "../../core/cloud";
import { awsTransport, type ControlEndpoint } from "./aws-transport";
import { azureMethods } from "./azure-methods";
import { gcpMethods } from "./gcp-methods";
import { restTransport } from "./rest-transport";
import type { Transport } from "./transport";

/** What a recovery on real clouds must be told, because it cannot be looked up in a region that is lost. */
export interface CloudSettings {
  /** Of the routing controls' cluster: the traffic stack's output `traffic_gates_switch`, kept outside of AWS. */
  readonly controlEndpoints: readonly ControlEndpoint[];
}

/** What every API of Google's and of Azure's takes for a token. */
const scopes = {
  gcp: "https://www.googleapis.com/auth/cloud-platform",
  azure: "https://management.azure.com/.default",
} as const;

async function googleToken(): Promise<string> {
  const token = await new GoogleAuth({ scopes: [scopes.gcp] }).getAccessToken();
  if (typeof token === "string" && token !== "") return token;
  throw new Error("google gives no token; sign in with gcloud auth application-default login");
}

async function azureToken(): Promise<string> {
  // Loaded when it is needed: the package is an ES module.
  const { DefaultAzureCredential } = await import("@azure/identity");
  return (await new DefaultAzureCredential().getToken(scopes.azure)).token;
}

/** The real API of a cloud, with the credentials that its own tools use on this machine. */
export function cloudTransport(cloud: Cloud, { controlEndpoints }: CloudSettings): Transport {
  switch (cloud) {
    case "aws":
      return awsTransport({ maxAttempts: 1 }, controlEndpoints);
    case "gcp":
      return restTransport({ methods: gcpMethods, token: googleToken });
    case "azure":
      return restTransport({ methods: azureMethods, token: azureToken });
  }
}
