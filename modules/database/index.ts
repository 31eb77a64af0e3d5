import type { Construct } from "constructs";
import { AwsDatabase } from "./aws";
import { AzureDatabase } from "./azure";
import type { Database, DatabaseProps } from "./contract";
import { GcpDatabase } from "./gcp";

/** Builds a site's database on the site's cloud: primary and replica by the same code, told apart by lineage alone. */
export function database(scope: Construct, id: string, { site, ...props }: DatabaseProps): Database {
  switch (site.cloud) {
    case "aws":
      return new AwsDatabase(scope, id, { ...props, site });
    case "gcp":
      return new GcpDatabase(scope, id, { ...props, site });
    case "azure":
      return new AzureDatabase(scope, id, { ...props, site });
  }
}
