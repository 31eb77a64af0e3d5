import type { Construct } from "constructs";
import { AwsCluster } from "./aws";
import { AzureCluster } from "./azure";
import type { Cluster, ClusterProps } from "./contract";
import { GcpCluster } from "./gcp";

/**
 * Builds a site's cluster on the site's cloud.
 * @throws RangeError when the limits leave no node to add in one of the three zones
 */
export function cluster(scope: Construct, id: string, { site, ...props }: ClusterProps): Cluster {
  const { min, max } = props.nodes;
  if (max - min < site.zones.length)
    throw new RangeError(
      `${site.id}: cluster.nodes is ${min} to ${max}, which leaves no node to add in each of three zones; ` +
        `raise max to ${min + site.zones.length} or more`,
    );
  switch (site.cloud) {
    case "aws":
      return new AwsCluster(scope, id, { ...props, site });
    case "gcp":
      return new GcpCluster(scope, id, { ...props, site });
    case "azure":
      return new AzureCluster(scope, id, { ...props, site });
  }
}
