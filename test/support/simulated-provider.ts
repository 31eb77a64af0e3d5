import type { ProviderName } from "../../modules/sandbox/engine/provider";
import { plannedBody } from "../../modules/sandbox/engine/plan";
import type { Question } from "../../modules/sandbox/engine/world";
import type { Fields } from "../../modules/sandbox/protocol/values";
import { schemaOf } from "../../modules/schema/load";
import { CloudWorkspace } from "./cloud";

/** What is asked for: a type, and its arguments. */
export type Ask = readonly [type: string, body: Fields];

/** What a cloud refuses. */
export interface Refused {
  readonly title: string;
  /** What is there before. */
  readonly before: readonly Ask[];
  readonly asked: Ask;
  /** As the vendor words it and its provider passes it on. */
  readonly says: RegExp;
}

/** A simulated cloud as its provider asks it, with no Terraform before it. */
export class SimulatedProvider {
  private readonly world;

  /** @param connection - tells it from others before the same cloud, which may be configured otherwise */
  constructor(
    name: ProviderName,
    configuration: Fields,
    readonly cloud = new CloudWorkspace(),
    private readonly connection = "test",
  ) {
    this.world = this.cloud.clouds.worldOf(name);
    this.world.configure(connection, configuration);
  }

  make([type, body]: Ask): Promise<Fields> {
    const question = this.question(type);
    return this.world.create(question, this.planned(question, body), body);
  }

  change(type: string, there: Fields, body: Fields): Promise<Fields> {
    return this.world.update(this.question(type), { ...there, ...body }, body, there);
  }

  remove(type: string, there: Fields): Promise<void> {
    return this.world.remove(this.question(type), there);
  }

  read(type: string, there: Fields) {
    return this.world.read(this.question(type), there);
  }

  close(): void {
    this.cloud.close();
  }

  private question(type: string): Question {
    const schema = schemaOf(type);
    if (schema === undefined) throw new Error(`there is no schema of ${type}`);
    return { type, schema, connection: this.connection };
  }

  private planned({ schema }: Question, body: Fields): Fields {
    const config = { ...Object.fromEntries(Object.keys(schema.attributes).map((name) => [name, null])), ...body };
    return plannedBody(schema, { config, prior: null, proposed: config });
  }
}
