import { dirname } from "node:path";
import { counted } from "../core/counted";
import { deployStacks, planStacks } from "../deploy";
import { readProject } from "../stacks/project";
import { type Runtime, sandboxFiles, sandboxFolder } from "../sandbox/runtime";
import { launch } from "../sandbox/server/launch";
import { shutdown } from "../sandbox/server/shutdown";
import { standingOf } from "../sandbox/server/standing";
import { sandboxStage } from "../recovery/drill/sandbox";
import { prepareDeployment } from "./deployment";
import { drillGroups } from "./drill";
import { interruptible } from "./interrupt";
import { conclude, watch } from "./run-deployment";
import type { Context } from "./verb";
import { seconds } from "./words";

/** A sandbox for as long as the tour takes. */
interface Lent {
  readonly runtime: Runtime;
  readonly folder: string;
  /** Stops it if the tour started it; one that was up before stays up. */
  readonly giveBack: () => Promise<void>;
}

async function borrow(folder: string): Promise<Lent> {
  const standing = await standingOf(folder);
  if (standing.is === "up") return { runtime: standing.runtime, folder, giveBack: () => Promise.resolve() };
  const runtime = await launch(folder);
  return {
    runtime,
    folder,
    giveBack: async () => {
      await shutdown(folder);
    },
  };
}

/** Deploys an environment into a sandbox, plans it again, and says what is where. @throws Unsuccessful when a stack fails */
export async function visitSandbox(
  environment: string,
  title: (text: string) => void,
  context: Context,
): Promise<void> {
  const { out } = context.terminal;
  const started = performance.now();
  const lent = await borrow(sandboxFolder(dirname(context.folder())));
  try {
    title(`3. Deploy ${environment} into a sandbox: real Terraform, simulated clouds, real PostgreSQL`);
    const deployment = await prepareDeployment(environment, { on: "sandbox" }, context);
    conclude(await watch(deployment, context.terminal, ({ options }) => deployStacks(options)), context.terminal);

    title("4. Plan it again: nothing is left to do");
    const again = await watch(deployment, context.terminal, ({ options }) => planStacks(options));
    conclude(again, context.terminal);
    const idle = again.filter((result) => result.outcome === "planned" && !result.plan.applies);
    out.print(
      "",
      `${counted(idle.length, "stack")} of ${again.length} would change nothing; ` +
        `the sandbox took ${seconds(performance.now() - started)} in all`,
    );

    title("5. Lose the active region of each cloud under write load, take over, and come back");
    const { runtime, folder } = lent;
    const environments = context.folder();
    const [found] = readProject(environments, environment).environments;
    const groups = (found?.groups ?? []).filter(({ sites }) => sites.length > 1).map(({ name }) => name);
    await interruptible(
      (text) => context.terminal.err.print(text),
      (signal) =>
        drillGroups(
          {
            said: { environments, sandbox: folder, on: "sandbox" },
            stages: groups.map((group) => sandboxStage({ runtime, folder, environments, environment, group })),
            scenario: "region-loss",
          },
          context.terminal,
          signal,
        ),
    );

    title("6. Where everything is");
    out.print(
      `the sandbox          ${folder}`,
      `its stacks and plans ${sandboxFiles.stacks(folder)}`,
      `its databases        ${sandboxFiles.postgres(folder)}`,
      `what it remembers    ${sandboxFiles.store(folder)}`,
      `runs and journals    ${sandboxFiles.runs(folder)}`,
    );
  } finally {
    await lent.giveBack();
  }
}
