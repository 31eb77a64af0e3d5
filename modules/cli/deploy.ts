import { deployStacks } from "../deploy";
import { assumed } from "../deploy/selection";
import type { StackResult } from "../deploy/contract";
import { canAsk, confirm } from "./confirm";
import { resultColumns } from "./deploy-report";
import { type DeploymentOptions, deploymentOptions, prepareDeployment } from "./deployment";
import { conclude, planLines, watch } from "./run-deployment";
import { printNotes } from "./synthesis";
import { table } from "./table";
import type { Verb } from "./verb";

interface DeployOptions extends DeploymentOptions {
  readonly yes?: true;
}

const changesNothing = (result: StackResult) =>
  result.outcome !== "deferred" && !("plan" in result && result.plan?.applies === true);

/** Makes what is described: plans every stack, asks once where real clouds are meant, applies those plans in order. */
export const deploy: Verb = {
  name: "deploy",
  summary: "plan and apply an environment, a group or a site, in order",
  examples: ["understudy deploy staging --on sandbox", "understudy deploy production/aws/oregon --on cloud"],
  define: (command, context) =>
    deploymentOptions(command)
      .option("--yes", "apply on the real clouds without asking; needed where nobody can be asked")
      .action(async (what: string, options: DeployOptions) => {
        const { terminal } = context;
        const { err } = terminal;
        const asks = options.on === "cloud" && options.yes !== true;
        if (asks && !canAsk()) command.error("error: nobody can be asked here: deploy on the cloud with --yes");
        const deployment = await prepareDeployment(what, options, context);
        const { all, stacks } = deployment;
        const there = assumed(all, stacks);
        printNotes(there.length === 0 ? [] : [`takes for deployed what comes before: ${there.join(", ")}`], err);
        const results = await watch(deployment, terminal, ({ options: running, display, signal }) =>
          deployStacks({
            ...running,
            approve: async (planned) => {
              if (!asks || planned.every(changesNothing)) return true;
              await display.end();
              err.print("", ...planLines(planned, err), ...table(resultColumns, planned, err.paint), "");
              return confirm("Apply these plans to the cloud? Only yes is a yes:", "yes", signal);
            },
          }),
        );
        conclude(results, terminal);
      }),
};
