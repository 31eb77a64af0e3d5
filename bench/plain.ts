/**
 * What a user of plain cdktf would have: the same resources as in files that were synthesized before, of the same
 * generated classes and in the same construct tree, made without anything of modules/.
 *
 *   node -r tsx/cjs bench/plain.ts [--fast] <outdir> <cdk.tf.json>...
 *
 * `--fast` installs fast synthesis, so that the difference is only that. How it differs from a program written by hand:
 * - Terraform functions are text here, where a program makes tokens, and an indexed attribute is one token, where a
 *   program makes two or three: plain cdktf looks better than it is.
 * - Objects are copied from JSON, where a program has literals; no code computes names or addresses: likewise.
 * - Stacks are shallower on the call stack than in a program, and cdktf copies that stack for each token: likewise.
 * - Reading the JSON costs time and memory: the report has the time as `preparation`.
 * - Backends, variables, locals and blocks that cdktf has no construct for are overrides of the stack.
 */
import { mkdirSync } from "node:fs";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { installFastSynthesis } from "../modules/core/fast-synthesis";
import type { Config } from "./bindings";
import { type Element, isBlock, loadBindings, type PlannedStack, planStack, readStack } from "./plan";
import { reportSynthesis } from "./report";
import type { Read } from "./template";

/** The scope under which the last id of a path is unique, made on the way as a program's constructs would be. */
function scopeOf(stack: Construct, path: readonly string[]): Construct {
  return path.slice(0, -1).reduce((scope, id) => {
    const child = scope.node.tryFindChild(id);
    return child instanceof Construct ? child : new Construct(scope, id);
  }, stack);
}

function config(value: unknown): Config {
  return isBlock(value) ? value : {};
}

/** Constructs a stack as a program in plain cdktf would. */
export function constructStack(
  app: App,
  { id, providers, elements, outputs, overrides }: PlannedStack,
): TerraformStack {
  const stack = new TerraformStack(app, id);
  const made = new Map<string, Element>();
  const read: Read = (address, attribute) =>
    made.get(address)?.getStringAttribute(attribute) ?? `\${${address}.${attribute}}`;

  const madeProviders = providers.map(
    ({ name, binding, config: template }, index) => new binding(stack, `${name}-${index}`, config(template(read))),
  );
  for (const { address, path, binding, config: template, overrides: extra, dependsOn, provider } of elements) {
    const element = new binding(scopeOf(stack, path), path.at(-1) ?? address, {
      ...config(template(read)),
      ...(dependsOn.length > 0 ? { dependsOn: dependsOn.flatMap((other) => made.get(other) ?? []) } : {}),
      ...(provider === undefined ? {} : { provider: madeProviders.find(({ fqn }) => fqn === provider) }),
    });
    for (const [name, value] of Object.entries(config(extra(read)))) element.addOverride(name, value);
    made.set(address, element);
  }
  for (const [name, body] of Object.entries(outputs)) {
    const { value, sensitive, description } = config(body(read));
    new TerraformOutput(stack, name, {
      value,
      ...(typeof sensitive === "boolean" ? { sensitive } : {}),
      ...(typeof description === "string" ? { description } : {}),
    });
  }
  for (const [name, value] of Object.entries(overrides)) stack.addOverride(name, value);
  return stack;
}

if (require.main === module) {
  const fast = process.argv[2] === "--fast";
  const [outdir, ...files] = process.argv.slice(fast ? 3 : 2);
  if (outdir === undefined || files.length === 0) throw new Error("usage: plain.ts [--fast] <outdir> <cdk.tf.json>...");
  if (fast) installFastSynthesis();
  mkdirSync(outdir, { recursive: true });

  const started = performance.now();
  const read = files.map(readStack);
  const reading = performance.now() - started;
  read.forEach(loadBindings);
  const loaded = performance.now();
  const stacks = read.map(planStack);
  const preparation = reading + performance.now() - loaded;
  reportSynthesis(() => {
    const app = new App({ outdir });
    for (const stack of stacks) constructStack(app, stack);
    return app;
  }, preparation);
}
