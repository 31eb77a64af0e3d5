import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Cloud } from "../../modules/core/cloud";
import { CloudWorkspace } from "./cloud";
import { born, switched } from "./switches";
import type { StackJson } from "./synthesis";

/** What no cloud gave: the sandbox's own words for a value that nothing here knows. */
const invented = /"[a-z_]+-[0-9a-f]{17}"/;

/** Which staging group is put into its simulated cloud, and what its cloud keeps to itself. */
interface Staged {
  readonly cloud: Cloud;
  readonly origin: string;
  readonly standby: string;
  /** What would show a password that was kept. */
  readonly secrets: RegExp;
  readonly leastThings: number;
}

const jsonOf = (standing: (typeof born)[number] | undefined, name: string): StackJson =>
  standing?.stacks.get(name) ?? { terraform: { backend: {} } };

const ofStaging = (standings: typeof born) => standings.filter(({ environment }) => environment === "staging");

/** Staging in one simulated cloud, with real Terraform before it. */
export class StagedCloud {
  readonly workspace = new CloudWorkspace();
  readonly origin: string;
  readonly standby: string;
  readonly traffic: string;

  constructor(readonly staged: Staged) {
    [this.origin, this.standby, this.traffic] = [this.id(staged.origin), this.id(staged.standby), this.id("traffic")];
    beforeAll(() => this.workspace.open());
    afterAll(() => {
      this.workspace.close();
    });
  }

  /** A stack as it was born, or as it is after a failover. */
  json(name: string, when: "as born" | "after a failover"): StackJson {
    if (when === "as born") return jsonOf(ofStaging(born)[0], name);
    return jsonOf(
      ofStaging(switched).find(({ story }) => story === when),
      name,
    );
  }

  /** What a plan would do. */
  async left(name: string) {
    return (await this.workspace.plan(name)).filter(({ actions }) => actions !== "no-op");
  }

  /** What a plan would do besides updates in place. */
  async unwanted(name: string) {
    return (await this.left(name)).filter(({ actions }) => actions !== "update");
  }

  /** The promises that are the same for every cloud: in the order of a first deployment, as dependencies say. */
  keepsItsPromises(): void {
    const { workspace, origin, standby } = this;
    const { secrets, leastThings } = this.staged;

    test.each(["state", this.staged.origin, this.staged.standby, "traffic"].map((name) => this.id(name)))(
      "is applied by real Terraform, and then has nothing to do: %s",
      async (name) => {
        await workspace.write(name, this.json(name, "as born"));
        await workspace.apply(name);
        expect(await this.left(name)).toEqual([]);
      },
      60_000,
    );

    test("has real servers for its databases, the standby's following the origin's", () => {
      expect(workspace.databases.calls).toEqual([
        `createPrimary ${origin}`,
        `setPassword understudy at ${origin}`,
        `createReplica ${standby} of ${origin}`,
      ]);
    });

    test("keeps no password, and gives every value in its vendor's form", () => {
      const things = [...workspace.store.entries("thing")];
      expect(things.length).toBeGreaterThan(leastThings);
      expect(JSON.stringify(things)).not.toMatch(secrets);
      expect(things.filter(([, thing]) => invented.test(JSON.stringify(thing))).map(([key]) => key)).toEqual([]);
    });
  }

  private id(name: string): string {
    return `staging-${this.staged.cloud}-${name}`;
  }
}
