import { defineEnvironment } from "../modules/core/environment";

/** One small site a cloud: to try things. It has no standby. */
export const development = defineEnvironment({
  name: "development",
  domain: "dev.exchange.example.com",
  owner: "platform",
  costCentre: "engineering",
  dataClass: "internal",
  administration: ["198.51.100.0/24"],
  egress: "shared",
  cluster: { size: "small", nodes: { min: 1, max: 6 } },
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
      account: "111122223333",
      origin: "ohio",
      sites: { ohio: { region: "us-east-2", cidr: "10.0.0.0/16" } },
    },
    gcp: {
      cloud: "gcp",
      project: "exchange-development",
      origin: "virginia",
      sites: { virginia: { region: "us-east4", cidr: "10.1.0.0/16" } },
    },
    azure: {
      cloud: "azure",
      subscription: "11111111-2222-4333-8444-000000000001",
      tenant: "11111111-2222-4333-8444-000000000000",
      origin: "iowa",
      sites: { iowa: { region: "centralus", cidr: "10.2.0.0/16" } },
    },
  },
});
