import { TerraformElement, type TerraformOutput, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import { resolvesInOnePass } from "./fast-synthesis";

/**
 * A stack whose state addresses can be read at night: the construct path joined by underscores
 * (`aws_rds_cluster.database_cluster`) instead of cdktf's path with a hash behind it.
 */
export class ReadableStack extends TerraformStack {
  private readonly paths = new Map<string, string>();
  private readonly forgotten: { readonly from: string; readonly lifecycle: { readonly destroy: false } }[] = [];

  /**
   * Lets go of a resource that an earlier version of the stack owned, without destroying it (Terraform >= 1.7,
   * `removed` blocks). What it was stays in the cloud until a person deletes it.
   */
  forget(type: string, scope: Construct, id: string): void {
    const path = [...scope.node.scopes.slice(scope.node.scopes.indexOf(this) + 1).map((inner) => inner.node.id), id];
    this.forgotten.push({ from: `${type}.${path.join("_")}`, lifecycle: { destroy: false } });
    this.addOverride("removed", this.forgotten);
  }

  /** cdktf resolves every value once before synthesis, to make outputs for other stacks. Here no stack gives any. */
  override prepareStack(): void {
    if (resolvesInOnePass()) this.ensureBackendExists();
    else super.prepareStack();
  }

  /** @throws Error always: what another stack refers to would tie its plan to this stack's state, and to its region. */
  override registerOutgoingCrossStackReference(identifier: string): TerraformOutput {
    throw new Error(
      `another stack refers to ${identifier} of ${this.node.path}; stacks share names and no values, so that each can be planned while the other's region is down: derive the value from the environment in both`,
    );
  }

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
