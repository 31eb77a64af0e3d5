import { definePreview } from "../modules/core/preview";

/**
 * What each pull request can be seen in: one small site on one cloud. The states of all of them lie in the stores of
 * `preview`, which people lay once; the account is theirs alone, and nothing else may stand in it.
 */
export const preview = definePreview({
  name: "preview",
  domain: "preview.exchange.example.com",
  owner: "platform",
  costCentre: "engineering",
  dataClass: "internal",
  alerts: "previews@exchange.example.com",
  administration: ["198.51.100.0/24"],
  egress: "shared",
  cluster: { size: "small", nodes: { min: 1, max: 4 } },
  database: { size: "small", retentionDays: 7 },
  secrets: { "session-signing": { version: 1 } },
  groups: {
    aws: {
      cloud: "aws",
      account: "444455556666",
      origin: "ohio",
      // The same addresses for all of them: no preview has a way to another.
      sites: { ohio: { region: "us-east-2", cidr: "10.24.0.0/16" } },
    },
  },
});
