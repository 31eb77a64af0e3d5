import { placed, group, groupId, lock, network, replicaOf, server, serverId, subnet, subnetId } from "./azure-things";
import type { Ask } from "./simulated-provider";

/** What is not removed while another thing needs or holds it. */
export const needed: readonly {
  readonly title: string;
  readonly before: readonly Ask[];
  readonly asked: Ask;
  readonly by: Ask;
  readonly says: RegExp;
}[] = [
  {
    title: "a group with something in it",
    before: [],
    asked: group,
    by: network,
    says: /^deleting Resource Group "main": the Resource Group still contains Resources\..*virtualNetworks\/main/s,
  },
  {
    title: "a subnet with an endpoint in it",
    before: [group, network, server("main")],
    asked: subnet("data", "10.0.0.0/24"),
    by: [
      "azurerm_private_endpoint",
      {
        ...placed,
        name: "data",
        subnet_id: subnetId("data"),
        private_service_connection: [
          { name: "data", is_manual_connection: false, private_connection_resource_id: serverId("main") },
        ],
      },
    ],
    says: /InUseSubnetCannotBeDeleted/,
  },
  {
    title: "a server with a replica",
    before: [group],
    asked: server("main"),
    by: replicaOf("main"),
    says: /has read replicas: standby/,
  },
  {
    title: "a server that is locked",
    before: [group],
    asked: server("main"),
    by: lock(serverId("main")),
    says: /^unexpected status 409 \(409 Conflict\) with error: ScopeLocked: The scope '.*flexibleServers\/main' cannot perform delete operation because following scope\(s\) are locked: '.*flexibleServers\/main'\. Please remove the lock and try again\.$/,
  },
  {
    title: "what is in a group that is locked",
    before: [group],
    asked: server("main"),
    by: lock(groupId),
    says: /ScopeLocked/,
  },
];
