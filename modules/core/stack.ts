import { TerraformElement, TerraformStack } from "cdktf";
import type { Node } from "constructs";

/**
 * A stack whose state addresses can be read at night: the construct path joined by underscores
 * (`aws_rds_cluster.database_cluster`) instead of cdktf's path with a hash behind it.
 */
export class ReadableStack extends TerraformStack {
  private readonly paths = new Map<string, string>();

  /** @throws Error when two constructs of the stack would share one address; Terraform JSON would merge them silently. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = element instanceof TerraformElement ? element.node : element;
    const path = node.scopes.slice(node.scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    const address = path.join("_");
    const owner = this.paths.get(address);
    if (owner !== undefined && owner !== node.path)
      throw new Error(`${node.path} and ${owner} would share the address ${address}; rename one of the two constructs`);
    this.paths.set(address, node.path);
    return address;
  }
}
