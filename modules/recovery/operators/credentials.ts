/**
 * Vendors' SDKs are loaded when somebody is asked who they are: most commands talk to no cloud, and help must not wait for
 * them.
 */
import type { RDSClient } from "@aws-sdk/client-rds";
import type { AwsIdentity } from "../lease/aws-signature";

/** What gives the keys that the AWS tools use on this machine; a client of the SDK knows where they all are. */
export function awsIdentity(region: string): () => Promise<AwsIdentity> {
  // One client for all requests: it fetches keys once, and anew when they have run out.
  let client: Promise<RDSClient> | undefined;
  const made = async () => new (await import("@aws-sdk/client-rds")).RDSClient({ region });
  return async () => (await (client ??= made())).config.credentials();
}

/** A token for every API of Google's. @throws Error when nobody is signed in */
export async function googleToken(): Promise<string> {
  const scopes = ["https://www.googleapis.com/auth/cloud-platform"];
  const { GoogleAuth } = await import("google-auth-library");
  const token = await new GoogleAuth({ scopes }).getAccessToken();
  if (typeof token === "string" && token !== "") return token;
  throw new Error("google gives no token; sign in with gcloud auth application-default login");
}

/** A token for one API of Azure's, by its scope. @throws Error when nobody is signed in */
export async function azureToken(scope: string): Promise<string> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return (await new DefaultAzureCredential().getToken(scope)).token;
}
