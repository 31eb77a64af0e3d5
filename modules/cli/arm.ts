import { messageOf } from "../core/failure";
import { InvalidInput } from "../core/problems";
import { arm as armPair } from "../recovery/switch/arm";
import { interruptible } from "./interrupt";
import { type Said, withCommands } from "./printed-commands";
import { saidOf, stageInSandbox, stageOnCloud, stageOptions, type StageOptions } from "./stage";
import type { Verb } from "./verb";
import { wantedGroup } from "./wanted-groups";
import { targetOption } from "./target";

interface ArmOptions extends StageOptions {
  readonly on: Said["on"];
}

/** Makes a pair able to switch. */
export const arm: Verb = {
  name: "arm",
  summary:
    "have the vendor told which standby takes over, and the active gate opened: after a first deploy, or a rebuild",
  examples: ["understudy arm staging/gcp --on sandbox"],
  define: (command, { terminal, folder }) =>
    stageOptions(command.argument("<what>", "<environment>/<group>").addOption(targetOption())).action(
      async (what: string, options: ArmOptions) => {
        const environments = folder();
        const { out, err } = terminal;
        await withCommands(saidOf(options.on, options, environments), async () => {
          const place = wantedGroup(what, environments);
          const stage =
            options.on === "sandbox"
              ? await stageInSandbox(place, options, environments)
              : stageOnCloud(place, options, environments);
          try {
            const { active, standby, done } = await interruptible(
              (text) => err.print(text),
              (signal) => armPair(stage, signal),
            );
            out.print(...done.map((one) => `done   ${one}`));
            out.print(`${out.paint("green", "armed")}  ${standby.site} can take over from ${active.site}`);
          } catch (error) {
            if (error instanceof InvalidInput) throw error;
            throw new InvalidInput([{ path: what, message: `could not be armed: ${messageOf(error)}` }]);
          }
        });
      },
    ),
};
