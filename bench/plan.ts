import { readFileSync } from "node:fs";
import type { TerraformDataSource, TerraformProvider, TerraformResource } from "cdktf";
import { type Binding, dataBinding, providerBinding, resourceBinding } from "./bindings";
import { camelCase, mentioned, type Template, template } from "./template";

/** A block of Terraform JSON. */
export type Block = Readonly<Record<string, unknown>>;
/** What has an address in state or in a plan. */
export type Element = TerraformResource | TerraformDataSource;

/** One resource or data source, read and translated, ready to be constructed. */
export interface Planned {
  readonly address: string;
  /** Ids of constructs from the stack down. */
  readonly path: readonly string[];
  readonly binding: Binding<Element>;
  readonly config: Template;
  /** Arguments that the binding does not know, or takes otherwise than JSON does. */
  readonly overrides: Template;
  readonly dependsOn: readonly string[];
  readonly provider: string | undefined;
}

/** A stack, read and translated, its elements after those that they refer to. */
export interface PlannedStack {
  readonly id: string;
  readonly providers: readonly {
    readonly name: string;
    readonly binding: Binding<TerraformProvider>;
    readonly config: Template;
  }[];
  readonly elements: readonly Planned[];
  readonly outputs: Readonly<Record<string, Template>>;
  readonly overrides: Block;
}

/** Whether a value has named fields. */
export function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function block(value: unknown): Block {
  return isBlock(value) ? value : {};
}

/** The path that cdktf notes in each element, undefined for one that is not a construct but an override of the stack. */
function constructPath(body: Block): readonly string[] | undefined {
  const { path } = block(block(body["//"])["metadata"]);
  return typeof path === "string" ? path.split("/").slice(1) : undefined;
}

/** Arguments of any element that are no attributes. */
const metaArguments = ["//", "depends_on", "provider"] as const;

function planned(address: string, body: Block, binding: Binding<Element>, known: ReadonlySet<string>): Planned {
  const path = constructPath(body);
  if (path === undefined) throw new Error(`${address} has no construct path; only synthesized files have one`);
  const attributes = Object.entries(body).filter(([name]) => !metaArguments.some((meta) => meta === name));
  const inConfig = ([name]: readonly [string, unknown]) =>
    name === "lifecycle" || `${camelCase(name)}Input` in binding.prototype;
  const { depends_on: dependsOn, provider } = body;
  return {
    address,
    path,
    binding,
    config: template(Object.fromEntries(attributes.filter(inConfig)), known),
    overrides: template(Object.fromEntries(attributes.filter((entry) => !inConfig(entry))), known, (name) => name),
    dependsOn: Array.isArray(dependsOn) ? mentioned(dependsOn, known) : [],
    provider: typeof provider === "string" ? provider : undefined,
  };
}

/** Each element after those that it mentions. */
function inOrder(bodies: ReadonlyMap<string, Block>): readonly string[] {
  const known = new Set(bodies.keys());
  const ordered = new Set<string>();
  const visiting = new Set<string>();
  const visit = (address: string): void => {
    if (visiting.has(address)) return;
    visiting.add(address);
    mentioned(bodies.get(address), known).forEach(visit);
    ordered.add(address);
  };
  for (const address of known) visit(address);
  return [...ordered];
}

/** Reads a synthesized stack. */
export function readStack(file: string): Block {
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  return block(parsed);
}

/** Loads the bindings of a stack, which a program has loaded before it constructs anything. */
export function loadBindings({ resource, data, provider }: Block): void {
  Object.keys(block(resource)).forEach(resourceBinding);
  Object.keys(block(data)).forEach(dataBinding);
  Object.keys(block(provider)).forEach(providerBinding);
}

/** Translates a stack that was read. */
export function planStack(stack: Block): PlannedStack {
  const { resource, data, provider, output, ["//"]: notes, ...rest } = stack;
  const { stackName } = block(block(notes)["metadata"]);
  if (typeof stackName !== "string") throw new Error("the file does not name its stack; only synthesized files do");

  const elementsOf = (blocks: unknown, prefix: string) =>
    Object.entries(block(blocks)).flatMap(([type, named]) =>
      Object.entries(block(named)).map(([name, body]) => ({
        type,
        address: `${prefix}${type}.${name}`,
        body: block(body),
      })),
    );
  const resources = elementsOf(resource, "").map((each) => ({ ...each, binding: resourceBinding(each.type) }));
  const sources = elementsOf(data, "data.").map((each) => ({ ...each, binding: dataBinding(each.type) }));
  const elements = new Map([...resources, ...sources].map((each) => [each.address, each]));
  const known = new Set(elements.keys());
  const ordered = inOrder(new Map([...elements].map(([address, { body }]) => [address, body])));

  const { required_providers: _, backend: __, ...settings } = block(rest["terraform"]);
  return {
    id: stackName,
    providers: Object.entries(block(provider)).flatMap(([name, configs]) =>
      (Array.isArray(configs) ? configs : [configs]).map((config: unknown) => ({
        name,
        binding: providerBinding(name),
        config: template(config, known),
      })),
    ),
    elements: ordered.flatMap((address) => {
      const each = elements.get(address);
      return each === undefined ? [] : [planned(address, each.body, each.binding, known)];
    }),
    outputs: Object.fromEntries(Object.entries(block(output)).map(([name, body]) => [name, template(body, known)])),
    overrides: { ...rest, terraform: settings },
  };
}
