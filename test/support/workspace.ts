import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { findBinary } from "../../modules/deploy/binary";
import { type Providers, startProviders } from "../../modules/sandbox/providers";
import { terraform } from "../../modules/sandbox/terraform";
import type { StackJson } from "./synthesis";

const fields = z.record(z.string(), z.unknown());

const planShape = z.object({
  resource_changes: z
    .array(
      z.object({
        address: z.string(),
        mode: z.string(),
        change: z.object({
          actions: z.array(z.string()),
          before: fields.nullable(),
          after: fields.nullable(),
          replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).default([]),
        }),
      }),
    )
    .default([]),
});

const stateShape = z.looseObject({
  serial: z.number(),
  resources: z.array(
    z.looseObject({ type: z.string(), name: z.string(), instances: z.array(z.looseObject({ attributes: fields })) }),
  ),
});

/** Sets a value in a state, where a block is a list of one. Undefined: no block, or null. */
function assign(attributes: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  const present = attributes[key];
  const [block] = Array.isArray(present) ? present.map((element: unknown) => fields.safeParse(element).data) : [];
  if (rest.length > 0) {
    if (block === undefined) return;
    assign(block, rest, value);
    attributes[key] = [block];
  } else attributes[key] = value ?? (Array.isArray(present) ? [] : null);
}

/** What a plan does to one resource. */
export interface Change {
  readonly address: string;
  /** As Terraform has it: `no-op`, `create`, `update`, `delete`, `delete,create`. */
  readonly actions: string;
  /** The attributes that make it a replacement, as `settings.0.disk_size`. */
  readonly replaces: readonly string[];
  /** The attributes that will be others than they are, by their outermost names; without those that nobody knows yet. */
  readonly changed: readonly string[];
}

/** Real Terraform against providers that answer from schemas, in folders that are gone afterwards. */
export class Workspace {
  private made: string | undefined;
  private providers: Providers | undefined;

  /** @throws InvalidInput when there is no Terraform that is new enough */
  async open(...worlds: Parameters<typeof startProviders>): Promise<void> {
    await findBinary();
    this.providers = await startProviders(...worlds);
  }

  close(): void {
    this.providers?.stop();
    if (this.made !== undefined) rmSync(this.made, { recursive: true, force: true });
    this.made = undefined;
  }

  /** Writes a stack as synthesis did, its backend alone replaced by one on this disk. */
  async write(name: string, json: StackJson): Promise<void> {
    // Made by the first stack: a workspace in which nothing was written leaves nothing behind.
    this.made ??= mkdtempSync(join(tmpdir(), "understudy-terraform-"));
    const folder = mkdtempSync(join(this.made, `${name}-`));
    this.folders.set(name, folder);
    this.rewrite(name, json);
    writeFileSync(join(folder, "backend_override.tf.json"), JSON.stringify({ terraform: { backend: { local: {} } } }));
    await this.run(name, ["init", "-input=false", "-no-color"]);
  }

  /** Writes another synthesis of the same stack, beside the state that is there. */
  rewrite(name: string, json: StackJson): void {
    writeFileSync(join(this.folder(name), "cdk.tf.json"), JSON.stringify(json, null, 1));
  }

  /** Changes attributes of one resource in the state, as a refresh would that found them changed in the cloud. */
  report(name: string, address: string, attributes: Readonly<Record<string, unknown>>): void {
    const file = join(this.folder(name), "terraform.tfstate");
    const state = stateShape.parse(JSON.parse(readFileSync(file, "utf8")));
    const resource = state.resources.find(({ type, name: own }) => `${type}.${own}` === address);
    const [instance] = resource?.instances ?? [];
    if (instance === undefined) throw new Error(`${name} has no ${address} in its state; apply it first`);
    for (const [path, value] of Object.entries(attributes)) assign(instance.attributes, path.split("."), value);
    writeFileSync(file, JSON.stringify({ ...state, serial: state.serial + 1 }));
  }

  /** The state as it is now, to be put back later. */
  save(name: string): () => void {
    const file = join(this.folder(name), "terraform.tfstate");
    const content = readFileSync(file, "utf8");
    return () => {
      writeFileSync(file, content);
    };
  }

  apply(name: string): Promise<string> {
    return this.run(name, ["apply", "-auto-approve", "-input=false", "-no-color"]);
  }

  /** Carries out what {@link planText} planned last. */
  applyPlanned(name: string): Promise<string> {
    return this.run(name, ["apply", "-input=false", "-no-color", "plan"]);
  }

  /** What Terraform would do to the stack's resources now. */
  async plan(name: string): Promise<readonly Change[]> {
    await this.run(name, ["plan", "-input=false", "-no-color", "-out=plan"]);
    const shown: unknown = JSON.parse(await this.run(name, ["show", "-json", "plan"]));
    return planShape
      .parse(shown)
      .resource_changes.filter(({ mode }) => mode === "managed")
      .map(({ address, change: { actions, before, after, replace_paths: replaces } }) => ({
        address,
        actions: actions.join(","),
        replaces: replaces.map((path) => path.join(".")),
        changed: Object.keys(before ?? {})
          .filter(
            (name) => after !== null && name in after && JSON.stringify(before?.[name]) !== JSON.stringify(after[name]),
          )
          .sort(),
      }));
  }

  /** What Terraform would do, in its own JSON: also when it ends the plan with an error. */
  async planText(name: string): Promise<string> {
    rmSync(join(this.folder(name), "plan"), { force: true });
    try {
      await this.run(name, ["plan", "-input=false", "-no-color", "-out=plan"]);
    } catch (error) {
      if (!existsSync(join(this.folder(name), "plan"))) throw error;
    }
    return this.run(name, ["show", "-json", "plan"]);
  }

  private readonly folders = new Map<string, string>();

  private folder(name: string): string {
    const folder = this.folders.get(name);
    if (folder === undefined) throw new Error(`${name} was not written; write it first`);
    return folder;
  }

  private run(name: string, args: readonly string[]): Promise<string> {
    return terraform({ folder: this.folder(name), args, reattach: this.providers?.reattach ?? "{}" });
  }
}
