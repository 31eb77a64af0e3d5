import { destroyStacks } from "../deploy";
import { orphaned } from "../deploy/selection";
import { canAsk, confirm } from "./confirm";
import { resultColumns } from "./deploy-report";
import { type DeploymentOptions, deploymentOptions, prepareDeployment } from "./deployment";
import { openRecording, type RecordOptions, recordOptions } from "./record";
import { conclude, watch } from "./run-deployment";
import { printNotes } from "./synthesis";
import { table } from "./table";
import type { Verb } from "./verb";

interface DestroyOptions extends DeploymentOptions, RecordOptions {
  readonly yes?: true;
}

/** Unmakes what was deployed, the last first. What holds data protects itself, here as from everybody. */
export const destroy: Verb = {
  name: "destroy",
  summary: "destroy what was deployed, the last first; what holds data refuses",
  examples: ["understudy destroy development --on sandbox"],
  define: (command, context) =>
    recordOptions(deploymentOptions(command))
      .option("--yes", "destroy on the real clouds without asking; needed where nobody can be asked")
      .action(async (what: string, options: DestroyOptions) => {
        const { terminal } = context;
        const { err } = terminal;
        const asks = options.on === "cloud" && options.yes !== true;
        if (asks && !canAsk()) command.error("error: nobody can be asked here: destroy on the cloud with --yes");
        const deployment = await prepareDeployment(what, options, context);
        const standing = orphaned(deployment.all, deployment.stacks);
        printNotes(standing.length === 0 ? [] : [`leaves what comes after: ${standing.join(", ")}`], err);
        const recording = openRecording({ verb: "destroy", what, reviewed: false }, deployment, options, context);
        const results = await watch(deployment, terminal, ({ options: running, display, signal }) =>
          destroyStacks({
            ...running,
            approve: async (planned) => {
              if (asks) {
                await display.end();
                err.print("", ...table(resultColumns, planned, err.paint), "");
                if (!(await confirm(`Destroy this on the cloud? Type ${what} to do it:`, what, signal))) return false;
              }
              await recording.begin(planned, asks);
              return true;
            },
          }),
        );
        await recording.end(results);
        conclude(results, terminal);
      }),
};
