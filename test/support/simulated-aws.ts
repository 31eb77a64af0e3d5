import { plannedBody } from "../../modules/sandbox/engine/plan";
import type { Question } from "../../modules/sandbox/engine/world";
import type { Fields } from "../../modules/sandbox/protocol/values";
import { schemaOf } from "../../modules/schema/load";
import { CloudWorkspace } from "./cloud";

/** What is asked for: a type, and its arguments. */
export type Ask = readonly [type: string, body: Fields];

/** The simulated AWS as its provider asks it, with no Terraform before it. */
export class SimulatedAws {
  readonly cloud = new CloudWorkspace();
  private readonly world = this.cloud.clouds.worldOf("aws");

  constructor(region = "us-east-1") {
    this.world.configure("test", { region, allowed_account_ids: ["111122223333"] });
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

  close(): void {
    this.cloud.close();
  }

  private question(type: string): Question {
    const schema = schemaOf(type);
    if (schema === undefined) throw new Error(`there is no schema of ${type}`);
    return { type, schema, connection: "test" };
  }

  private planned({ schema }: Question, body: Fields): Fields {
    const config = { ...Object.fromEntries(Object.keys(schema.attributes).map((name) => [name, null])), ...body };
    return plannedBody(schema, { config, prior: null, proposed: config });
  }
}
