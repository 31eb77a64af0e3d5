import { defineEnvironment } from "../modules/core/environment";

/** Production's shape at a small size: where region switches are drilled. */
export const staging = defineEnvironment({
  name: "staging",
  domain: "staging.exchange.example.com",
  owner: "platform",
  costCentre: "engineering",
  dataClass: "confidential",
  administration: ["198.51.100.0/24"],
  egress: "shared",
  cluster: { size: "small", nodes: { min: 3, max: 9 } },
  database: { size: "small", retentionDays: 7 },
  secrets: { "session-signing": { version: 1 } },
  delivery: {
    host: "github",
    repository: "exchange/platform",
    ownerId: 1000001,
    repositoryId: 2000001,
    branch: "main",
  },
  groups: {
    aws: {
      cloud: "aws",
      account: "222233334444",
      origin: "virginia",
      sites: {
        virginia: { region: "us-east-1", cidr: "10.8.0.0/16" },
        oregon: { region: "us-west-2", cidr: "10.9.0.0/16" },
      },
    },
    gcp: {
      cloud: "gcp",
      project: "exchange-staging",
      origin: "iowa",
      sites: {
        iowa: { region: "us-central1", cidr: "10.10.0.0/16" },
        carolina: { region: "us-east1", cidr: "10.11.0.0/16" },
      },
    },
    azure: {
      cloud: "azure",
      subscription: "11111111-2222-4333-8444-000000000002",
      tenant: "11111111-2222-4333-8444-000000000000",
      origin: "virginia",
      sites: {
        virginia: { region: "eastus2", cidr: "10.12.0.0/16" },
        arizona: { region: "westus3", cidr: "10.13.0.0/16" },
      },
    },
  },
});
