import type { RestMethod } from "./rest-transport";

type Name = Readonly<Record<string, string>>;

const group = (name: Name) =>
  `https://management.azure.com/subscriptions/${name["subscription"]}/resourceGroups/${name["resourceGroup"]}/providers`;

const server = (name: Name) => `${group(name)}/Microsoft.DBforPostgreSQL/flexibleServers/${name["server"]}`;

const pool = (name: Name) =>
  `${group(name)}/Microsoft.ContainerService/managedClusters/${name["cluster"]}/agentPools/${name["agentPool"]}`;

const endpoint = (name: Name) =>
  `${group(name)}/Microsoft.Network/trafficManagerProfiles/${name["profile"]}/externalEndpoints/${name["endpoint"]}`;

/** Versions of the APIs: the first in which each has what is called here (Azure REST API reference). */
const version = {
  postgres: "api-version=2024-08-01",
  containerservice: "api-version=2024-09-01",
  trafficmanager: "api-version=2022-04-01",
  monitor: "api-version=2023-10-01",
} as const;

/** The methods of Azure Resource Manager that recovery calls. */
export const azureMethods: Readonly<Record<string, RestMethod>> = {
  "postgres:servers.get": (name) => ({ method: "GET", url: `${server(name)}?${version.postgres}` }),
  "postgres:servers.update": (name, { properties }) => ({
    method: "PATCH",
    url: `${server(name)}?${version.postgres}`,
    body: { properties },
  }),
  "postgres:virtualEndpoints.list": (name) => ({
    method: "GET",
    url: `${server(name)}/virtualendpoints?${version.postgres}`,
  }),
  "postgres:virtualEndpoints.update": (name, { properties }) => ({
    method: "PATCH",
    url: `${server(name)}/virtualendpoints/${name["virtualEndpoint"]}?${version.postgres}`,
    body: { properties },
  }),
  "containerservice:agentPools.get": (name) => ({ method: "GET", url: `${pool(name)}?${version.containerservice}` }),
  "containerservice:agentPools.createOrUpdate": (name, { properties }) => ({
    method: "PUT",
    url: `${pool(name)}?${version.containerservice}`,
    body: { properties },
  }),
  "trafficmanager:endpoints.get": (name) => ({ method: "GET", url: `${endpoint(name)}?${version.trafficmanager}` }),
  "trafficmanager:endpoints.update": (name, { properties }) => ({
    method: "PATCH",
    url: `${endpoint(name)}?${version.trafficmanager}`,
    body: { properties },
  }),
  "monitor:metrics.list": (name) => ({
    method: "GET",
    url:
      `${server(name)}/providers/Microsoft.Insights/metrics?${version.monitor}&metricnames=${name["metric"]}` +
      `&timespan=${name["timespan"]}&interval=PT1M&aggregation=maximum`,
  }),
};
