import { defineEnvironment } from "../modules/core/environment";

/** What customers trade on: two sites a cloud, each able to carry all of it. */
export const production = defineEnvironment({
  name: "production",
  domain: "exchange.example.com",
  owner: "platform",
  costCentre: "trading",
  dataClass: "restricted",
  administration: ["198.51.100.0/24"],
  egress: "zonal",
  cluster: { size: "medium", nodes: { min: 6, max: 30 } },
  database: { size: "large", retentionDays: 14 },
  secrets: { "session-signing": { version: 1 } },
  delivery: {
    host: "github",
    repository: "exchange/platform",
    ownerId: 1000001,
    repositoryId: 2000001,
    branch: "main",
    tag: "v*",
  },
  groups: {
    aws: {
      cloud: "aws",
      account: "333344445555",
      origin: "virginia",
      sites: {
        virginia: { region: "us-east-1", cidr: "10.16.0.0/16" },
        oregon: { region: "us-west-2", cidr: "10.17.0.0/16" },
      },
    },
    gcp: {
      cloud: "gcp",
      project: "exchange-production",
      origin: "iowa",
      sites: {
        iowa: { region: "us-central1", cidr: "10.18.0.0/16" },
        carolina: { region: "us-east1", cidr: "10.19.0.0/16" },
      },
    },
    azure: {
      cloud: "azure",
      subscription: "11111111-2222-4333-8444-000000000003",
      tenant: "11111111-2222-4333-8444-000000000000",
      origin: "virginia",
      sites: {
        virginia: { region: "eastus2", cidr: "10.20.0.0/16" },
        arizona: { region: "westus3", cidr: "10.21.0.0/16" },
      },
    },
  },
});
