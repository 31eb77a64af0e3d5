import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { serve } from "../../modules/sandbox/protocol/server";
import { terraform } from "../../modules/sandbox/terraform";
import { isObject } from "../../modules/schema/json";
import { providerNames, providerOf } from "../../modules/schema/load";
import { type Case, recordedSchemas } from "./recorded-cases";
import { recordedProvider } from "./recorded-provider";
import { stateOf } from "./recorded-state";

/** What the recording's providers were configured with. */
const configurations = {
  aws: { region: "us-east-1" },
  azurerm: { features: {} },
  google: { project: "acme-dr-prod", region: "us-central1" },
  helm: {},
  kubernetes: {},
  random: {},
  tls: {},
} as const;

const path = z.array(z.union([z.string(), z.number()]));
const fields = z.record(z.string(), z.unknown());
const changeShape = z.object({
  name: z.string(),
  type: z.string(),
  change: z.object({
    actions: z.array(z.string()),
    replace_paths: z.array(path).default([]),
    before: fields.nullable(),
    after: fields.nullable(),
    after_unknown: fields,
  }),
});
const planShape = z.object({ resource_changes: z.array(changeShape).default([]) });

const diagnosticShape = z.object({
  severity: z.string(),
  summary: z.string(),
  detail: z.string().default(""),
  address: z.string().optional(),
  range: z.object({ filename: z.string() }).optional(),
});
type Told = z.infer<typeof diagnosticShape>;

/** What the simulated provider answered to a case: refused, or what Terraform then planned. */
export interface Answer {
  readonly refused?: string;
  readonly actions: readonly string[];
  readonly replacePaths: readonly (readonly (string | number)[])[];
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly afterUnknown: Readonly<Record<string, unknown>>;
}

const nothing = { actions: [], replacePaths: [], before: {}, after: {}, afterUnknown: {} } as const;

/** A reference to something that exists after apply only. */
const notYet = "${terraform_data.later.output}";

function withUnknown(config: Readonly<Record<string, unknown>>, paths: readonly string[]) {
  const written = { ...config };
  for (const at of paths) {
    const [name = "", index] = at.split(".");
    const list: unknown = written[name];
    written[name] = index === undefined ? notYet : (Array.isArray(list) ? list : []).with(Number(index), notYet);
  }
  return written;
}

const nameOf = (index: number) => `c${String(index).padStart(4, "0")}`;

/** What Terraform printed, whether it ended well or not. */
async function printed(run: Promise<string>): Promise<string> {
  try {
    return await run;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isObject(cause) && typeof cause["stdout"] === "string" && cause["stdout"] !== "") return cause["stdout"];
    throw error;
  }
}

class Run {
  readonly answers = new Map<string, Answer>();
  private readonly pending: Map<string, Case>;

  constructor(
    private readonly folder: string,
    private readonly reattach: string,
    cases: readonly Case[],
  ) {
    this.pending = new Map(cases.map((one, index) => [nameOf(index), one]));
  }

  async answer(): Promise<void> {
    const used = providerNames.filter((name) =>
      [...this.pending.values()].some(({ type }) => providerOf(type) === name),
    );
    this.write("main", {
      terraform: {
        required_providers: Object.fromEntries(used.map((name) => [name, { source: `hashicorp/${name}` }])),
      },
      provider: Object.fromEntries(used.map((name) => [name, configurations[name]])),
      resource: { terraform_data: { later: { input: "later" } } },
    });
    // Before the cases: some of them no init would read.
    await this.terraform("init", "-input=false");
    for (const [name, { type, config, lifecycle, unknown_config: unknownPaths }] of this.pending) {
      const body = { ...withUnknown(config, unknownPaths), ...(lifecycle && { lifecycle }) };
      this.write(name, { resource: { [type]: { [name]: body } } });
    }
    writeFileSync(join(this.folder, "terraform.tfstate"), this.state());
    // What Terraform cannot read, or what a provider refuses before any plan, keeps it from planning all the rest.
    do this.refuse(await this.plan());
    while (!existsSync(join(this.folder, "plan")));
    const shown = planShape.parse(JSON.parse(await this.terraform("show", "-json", "plan")));
    for (const { name, change } of shown.resource_changes) {
      if (!this.pending.has(name)) continue;
      const { actions, replace_paths: replacePaths, before, after, after_unknown: afterUnknown } = change;
      this.answers.set(name, { actions, replacePaths, before: before ?? {}, after: after ?? {}, afterUnknown });
    }
  }

  private state(): string {
    return stateOf(
      [...this.pending].flatMap(([name, { type, prior: body }]) => {
        const provider = providerNames.find((known) => known === providerOf(type));
        const schema = provider && recordedSchemas(provider).resource[type];
        return provider && schema && body ? [{ type, name, provider, schema, body }] : [];
      }),
    );
  }

  /** Plans, into a file unless something is refused before it comes to that. */
  private async plan(): Promise<readonly Told[]> {
    const lines = await printed(this.terraform("plan", "-refresh=false", "-input=false", "-json", "-out=plan"));
    return lines
      .split("\n")
      .filter((line) => line.includes('"type":"diagnostic"'))
      .map((line) => z.object({ diagnostic: diagnosticShape }).parse(JSON.parse(line)).diagnostic)
      .filter(({ severity }) => severity === "error");
  }

  private refuse(told: readonly Told[]): void {
    for (const { address, range, summary, detail } of told) {
      const name = range?.filename.replace(/\.tf\.json$/, "") ?? address?.split(".").at(-1) ?? "";
      if (!this.pending.delete(name)) {
        if (this.answers.has(name)) continue;
        throw new Error(`terraform refused what is no case: ${summary} ${detail}`);
      }
      this.answers.set(name, { ...nothing, refused: `${summary} ${detail}` });
      rmSync(join(this.folder, `${name}.tf.json`));
    }
  }

  private write(name: string, json: unknown): void {
    writeFileSync(join(this.folder, `${name}.tf.json`), JSON.stringify(json));
  }

  private terraform(...args: readonly string[]): Promise<string> {
    return terraform({ folder: this.folder, args: [...args, "-no-color"], reattach: this.reattach });
  }
}

/** How many runs go on at a time. */
const atATime = 2;

/** What was refused runs apart, for a refusal makes Terraform begin anew; the largest providers begin. */
function parts(cases: readonly Case[]): readonly (readonly Case[])[] {
  const isRefused = ({ expect }: Case) => typeof expect.error === "string";
  const refused = cases.filter(isRefused);
  const accepted = cases.filter((one) => !isRefused(one));
  return [...providerNames.map((name) => accepted.filter(({ type }) => providerOf(type) === name)), refused]
    .filter(({ length }) => length > 0)
    .sort((left, right) => right.length - left.length);
}

/** Asks the simulated providers, through the real Terraform, what the real ones were asked. */
export async function answersTo(cases: readonly Case[]): Promise<ReadonlyMap<Case, Answer>> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-cases-"));
  const served = await Promise.all(
    providerNames.map(async (name) => ({ name, ...(await serve(recordedProvider(name))) })),
  );
  const reattach = served.map(({ name, address }) => [
    `registry.terraform.io/hashicorp/${name}`,
    { Protocol: "grpc", ProtocolVersion: 6, Pid: process.pid, Test: true, Addr: { Network: "tcp", String: address } },
  ]);
  const waiting = [...parts(cases)];
  const answers = new Map<Case, Answer>();
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const run = new Run(mkdtempSync(join(folder, "run-")), JSON.stringify(Object.fromEntries(reattach)), part);
      await run.answer();
      part.forEach((one, index) => {
        const answer = run.answers.get(nameOf(index));
        if (answer !== undefined) answers.set(one, answer);
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: atATime }, work));
    return answers;
  } finally {
    for (const { stop } of served) stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
