import { ContainerCluster } from "@cdktf/provider-google/lib/container-cluster";
import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { versions } from "../core/cloud";
import { projectNumber } from "../core/gcp";
import { keep } from "../core/lifecycle";
import { gkePodsPerNode } from "../core/node-room";
import type { GcpSite } from "../core/site";
import type { Key } from "../keys/contract";
import { secondaryRanges } from "../network/gcp";
import { type Cluster, type ClusterProps, upgradeWindow } from "./contract";
import { auditLogs } from "./gcp-audit-logs";
import { GcpNodes } from "./gcp-nodes";

const components = ["SYSTEM_COMPONENTS", "APISERVER", "CONTROLLER_MANAGER", "SCHEDULER"];

/** Windows recur from a first one on, which must be on their day: 4 January 2026 was a Sunday. */
const firstWindow = (hour: number) => `2026-01-04T${String(hour).padStart(2, "0")}:00:00Z`;

/** A regional GKE cluster whose nodes run Container-Optimized OS. */
export class GcpCluster extends Construct implements Cluster {
  readonly name: string;
  readonly issuer: string;

  /** @throws RangeError when the site's range has too few addresses for the pods of so many nodes */
  constructor(scope: Construct, id: string, props: ClusterProps<GcpSite>) {
    super(scope, id);
    const { site, network, key, logsKey } = props;
    auditLogs(this, site, logsKey);
    const nodes = new GcpNodes(this, props);
    const usable = this.useOf(key, site);

    const cluster = this.controlPlane(props, nodes, [...usable, ...nodes.ready, ...network.ready]);
    nodes.pool(cluster);

    this.name = cluster.name;
    this.issuer = `https://container.googleapis.com/v1/projects/${site.project}/locations/${site.region}/clusters/${cluster.name}`;
  }

  /** GKE encrypts secrets and Compute Engine disks, each as its own agent. */
  private useOf(key: Key, site: GcpSite): ITerraformDependable[] {
    const number = projectNumber(this, site);
    const agents = { secrets: "container-engine-robot", disks: "compute-system" } as const;
    return Object.entries(agents).map(
      ([use, agent]) =>
        new KmsCryptoKeyIamMember(this, `key-${use}`, {
          cryptoKeyId: key.scope,
          role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
          member: `serviceAccount:service-${number}@${agent}.iam.gserviceaccount.com`,
          dependsOn: key.ready,
        }),
    );
  }

  private controlPlane(
    { site, network, key, administration = [] }: ClusterProps<GcpSite>,
    nodes: GcpNodes,
    dependsOn: ITerraformDependable[],
  ): ContainerCluster {
    const { day, startHour, hours } = upgradeWindow;
    return new ContainerCluster(this, "control-plane", {
      name: site.id,
      location: site.region,
      nodeLocations: [...site.zones],
      network: network.id,
      subnetwork: network.nodes[0] ?? "",
      networkingMode: "VPC_NATIVE",
      ipAllocationPolicy: {
        clusterSecondaryRangeName: secondaryRanges.pods,
        servicesSecondaryRangeName: secondaryRanges.services,
      },
      defaultMaxPodsPerNode: gkePodsPerNode,
      datapathProvider: "ADVANCED_DATAPATH",
      privateClusterConfig: { enablePrivateNodes: true, enablePrivateEndpoint: administration.length === 0 },
      masterAuthorizedNetworksConfig: {
        cidrBlocks: [site.cidr, ...administration].map((cidrBlock) => ({ cidrBlock })),
        gcpPublicCidrsAccessEnabled: false,
        privateEndpointEnforcementEnabled: true,
      },
      // The DNS endpoint would otherwise answer anybody whom IAM knows, from anywhere.
      controlPlaneEndpointsConfig: { dnsEndpointConfig: { allowExternalTraffic: false } },
      masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
      enableLegacyAbac: false,
      anonymousAuthenticationConfig: { mode: "LIMITED" },
      rbacBindingConfig: {
        enableInsecureBindingSystemAuthenticated: false,
        enableInsecureBindingSystemUnauthenticated: false,
      },
      databaseEncryption: { state: "ENCRYPTED", keyName: key.id },
      workloadIdentityConfig: { workloadPool: `${site.project}.svc.id.goog` },
      enableShieldedNodes: true,
      binaryAuthorization: { evaluationMode: "PROJECT_SINGLETON_POLICY_ENFORCE" },
      minMasterVersion: versions.kubernetes,
      releaseChannel: { channel: "REGULAR" },
      maintenancePolicy: {
        recurringWindow: {
          startTime: firstWindow(startHour),
          endTime: firstWindow(startHour + hours),
          recurrence: `FREQ=WEEKLY;BYDAY=${day.slice(0, 2).toUpperCase()}`,
        },
      },
      loggingConfig: { enableComponents: [...components, "WORKLOADS"] },
      monitoringConfig: { enableComponents: components, managedPrometheus: { enabled: true } },
      costManagementConfig: { enabled: true },
      // A cluster is born with a pool of its own; it is gone when its creation ends, but must not be weaker meanwhile.
      removeDefaultNodePool: true,
      initialNodeCount: 1,
      nodeConfig: nodes.settings,
      deletionProtection: true,
      dependsOn,
      lifecycle: { ...keep, ignoreChanges: ["initial_node_count", "node_config"] },
    });
  }
}
