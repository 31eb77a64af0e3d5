import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import type { Cloud } from "../../modules/core/cloud";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import { entries } from "../../modules/core/parse-group";
import type { DeployOptions } from "../../modules/deploy/contract";
import { deployStacks, isWell } from "../../modules/deploy";
import { sandboxTarget } from "../../modules/deploy/sandbox";
import { discardDatabaseServers } from "../../modules/sandbox/postgres/discard";
import { sandboxFiles } from "../../modules/sandbox/runtime";
import { composeSandbox } from "../../modules/sandbox/sandbox";
import { type RunningServer, startServer } from "../../modules/sandbox/server/start";
import type { Environment, StackContent } from "../../modules/core/parse";
import { readProject } from "../../modules/stacks/project";
import { type StackName, stackNames } from "../../modules/stacks/names";
import { synthesize } from "../../modules/stacks/synthesize";
import { parsed } from "../support/environments";

/** A stack with the cloud that it is on. */
export interface Placed extends StackName {
  readonly cloud: Cloud;
}

/** A value of a synthesized resource. */
export interface Place {
  readonly address: string;
  readonly attribute: string;
}

/** A whole sandbox in this process, and folders to synthesize into. Gone after the tests. */
export class WholeSandbox {
  readonly faults: unknown[] = [];
  private readonly root = mkdtempSync(join(tmpdir(), "understudy-environments-"));
  private server: RunningServer | undefined;

  async start(): Promise<void> {
    const onFault = (error: unknown) => this.faults.push(error);
    this.server = await startServer(this.folder("sandbox"), { compose: composeSandbox, onFault });
  }

  get running(): RunningServer {
    if (this.server === undefined) throw new Error("start the sandbox first");
    return this.server;
  }

  folder(name: string): string {
    return join(this.root, name);
  }

  /** Everything that the simulated clouds hold, as text. */
  holdings(): string {
    return JSON.stringify([...this.running.store.entries("thing")]);
  }

  /** Synthesizes an environment of a project into the sandbox's own folder of stacks, and deploys all of it. */
  async deployAll(environments: string, name: string): Promise<readonly Environment[]> {
    const { environments: read } = readProject(environments, name);
    const folder = this.folder("sandbox");
    const output = sandboxFiles.stacks(folder);
    synthesize(read, output);
    const stacks = read.flatMap(stackNames).map((stack) => stack.name);
    const target = sandboxTarget(this.running.runtime, folder, read);
    const results = await deployStacks({ output, stacks, target });
    expect(results.filter((result) => !isWell(result))).toEqual([]);
    return read;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    await discardDatabaseServers(sandboxFiles.postgres(this.folder("sandbox")));
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** An environment, synthesized into a folder of its own. */
export class Deployment {
  readonly stacks: readonly Placed[];
  private readonly output: string;

  constructor(
    private readonly sandbox: WholeSandbox,
    private readonly definition: EnvironmentDefinition,
  ) {
    const environment = parsed(definition);
    this.output = sandbox.folder(definition.name);
    this.stacks = stackNames(environment).flatMap((stack) =>
      environment.groups.filter(({ name }) => name === stack.group).map(({ cloud }) => ({ ...stack, cloud })),
    );
  }

  get names(): readonly string[] {
    return this.stacks.map(({ name }) => name);
  }

  /** The stacks that hold one kind of thing. */
  of(content: StackContent): readonly Placed[] {
    return this.stacks.filter((stack) => stack.content === content);
  }

  /** What deploying these stacks takes. */
  options(stacks: readonly string[]): DeployOptions {
    const target = sandboxTarget(this.sandbox.running.runtime, this.sandbox.folder("sandbox"), [
      parsed(this.definition),
    ]);
    return { output: this.output, stacks, target };
  }

  /** Synthesizes it, or another of its kind. Returns the stacks that are others than they were. */
  write(definition = this.definition): readonly string[] {
    const read = (name: string) => (existsSync(this.file(name)) ? readFileSync(this.file(name), "utf8") : undefined);
    const before = new Map(this.names.map((name) => [name, read(name)]));
    synthesize([parsed(definition)], this.output);
    return this.names.filter((name) => read(name) !== before.get(name));
  }

  /** Writes another value into a synthesized stack. */
  edit(stack: string, { address, attribute }: Place, value: string): void {
    const [type = "", name = ""] = address.split(".");
    const json = entries(JSON.parse(readFileSync(this.file(stack), "utf8")));
    const resources = entries(json["resource"]);
    const bodies = entries(resources[type]);
    const body = { ...entries(bodies[name]), [attribute]: value };
    const resource = { ...resources, [type]: { ...bodies, [name]: body } };
    writeFileSync(this.file(stack), JSON.stringify({ ...json, resource }));
  }

  /** What Terraform said about a stack the last time. */
  log(stack: string): string {
    return readFileSync(join(this.output, "stacks", stack, "understudy.log"), "utf8");
  }

  private file(stack: string): string {
    return join(this.output, "stacks", stack, "cdk.tf.json");
  }
}
