import type { RestMethod } from "./rest-transport";

const sql = (name: Readonly<Record<string, string>>) =>
  `https://sqladmin.googleapis.com/v1/projects/${name["project"]}/instances/${name["instance"]}`;

const pool = (name: Readonly<Record<string, string>>) =>
  `https://container.googleapis.com/v1/projects/${name["project"]}/locations/${name["location"]}` +
  `/clusters/${name["cluster"]}/nodePools/${name["nodePool"]}`;

/** The full stop at the end belongs to a name of Cloud DNS. */
const rrsets = (name: Readonly<Record<string, string>>) =>
  `https://dns.googleapis.com/dns/v1/projects/${name["project"]}/managedZones/${name["managedZone"]}/rrsets`;

/** The methods of Google's REST APIs that recovery calls (their discovery documents: sqladmin v1, container v1, dns v1, monitoring v3). */
export const gcpMethods: Readonly<Record<string, RestMethod>> = {
  "sqladmin:instances.get": (name) => ({ method: "GET", url: sql(name) }),
  "sqladmin:instances.switchover": (name) => ({ method: "POST", url: `${sql(name)}/switchover` }),
  "sqladmin:instances.promoteReplica": (name, { failover }) => ({
    method: "POST",
    url: `${sql(name)}/promoteReplica?failover=${failover === true}`,
  }),
  "sqladmin:instances.patch": (name, { replicationCluster }) => ({
    method: "PATCH",
    url: sql(name),
    body: { replicationCluster },
  }),
  "container:nodePools.get": (name) => ({ method: "GET", url: pool(name) }),
  "container:nodePools.setAutoscaling": (name, { autoscaling }) => ({
    method: "POST",
    url: `${pool(name)}:setAutoscaling`,
    body: { autoscaling },
  }),
  "dns:resourceRecordSets.list": (name) => ({ method: "GET", url: `${rrsets(name)}?name=${name["name"]}.&type=A` }),
  "dns:resourceRecordSets.patch": (name, { record }) => ({
    method: "PATCH",
    url: `${rrsets(name)}/${name["name"]}./A`,
    body: record,
  }),
  "monitoring:timeSeries.list": ({ project, instance, metric, startTime, endTime }) => ({
    method: "GET",
    url:
      `https://monitoring.googleapis.com/v3/projects/${project}/timeSeries` +
      `?filter=metric.type%3D%22${metric}%22%20AND%20resource.labels.database_id%3D%22${project}%3A${instance}%22` +
      `&interval.startTime=${startTime}&interval.endTime=${endTime}`,
  }),
};
