import { createRequire } from "node:module";
import type { TerraformDataSource, TerraformProvider, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/** Configuration as a binding's constructor takes it. */
export type Config = Readonly<Record<string, unknown>>;

/** A generated class, as far as all of them are alike. */
export interface Binding<Made> {
  new (scope: Construct, id: string, config: Config): Made;
  readonly tfResourceType: string;
  readonly prototype: object;
}

const load = createRequire(__filename);

const packages: Readonly<Record<string, string>> = {
  aws: "@cdktf/provider-aws",
  azurerm: "@cdktf/provider-azurerm",
  google: "@cdktf/provider-google",
  helm: "@cdktf/provider-helm",
  kubernetes: "@cdktf/provider-kubernetes",
  random: "@cdktf/provider-random",
};

function isBinding<Made>(value: unknown, type: string): value is Binding<Made> {
  return typeof value === "function" && Reflect.get(value, "tfResourceType") === type;
}

/** The class for a type, from the one module that defines it: `aws_rds_cluster` is in `@cdktf/provider-aws/lib/rds-cluster`. */
function binding<Made>(type: string, path: string): Binding<Made> {
  const loaded: unknown = load(path);
  const found =
    typeof loaded === "object" && loaded !== null
      ? Object.values(loaded).find((value: unknown) => isBinding<Made>(value, type))
      : undefined;
  if (!isBinding<Made>(found, type))
    throw new Error(`${path} has no class for ${type}; name the right module in ${__filename}`);
  return found;
}

function modulePath(type: string, prefix: string): string {
  const [provider = "", ...rest] = type.split("_");
  const name = packages[provider];
  if (name === undefined)
    throw new Error(`no bindings for ${type}; there are some for ${Object.keys(packages).join(", ")}`);
  return `${name}/lib/${prefix}${rest.join("-")}`;
}

export function resourceBinding(type: string): Binding<TerraformResource> {
  return binding(type, modulePath(type, ""));
}

export function dataBinding(type: string): Binding<TerraformDataSource> {
  return binding(type, modulePath(type, `data-${type.split("_", 1).join("")}-`));
}

export function providerBinding(provider: string): Binding<TerraformProvider> {
  return binding(provider, modulePath(provider, "provider"));
}
