import { doingText, endedText, outcomeLook, phases } from "./deploy-words";
import type { Display } from "./display";
import { liveDisplay } from "./live-progress";
import type { Channel, Terminal } from "./terminal";

/** One line a stack begun and one a stack ended: for build servers, files and pipes. */
function plainDisplay(channel: Channel): Display {
  const { print, paint } = channel;
  return {
    show: (event) => {
      if (event.event === "phase") print(`${phases[event.phase]} ${event.stacks.join(", ")}`);
      if (event.event === "step" && (event.step === "apply" || event.step === "destroy"))
        print(`  ${event.stack}: ${doingText(event) ?? event.step}`);
      if (event.event === "ended")
        print(`  ${event.result.stack}: ${paint(outcomeLook(event.result), endedText(event.result))}`);
    },
    say: (text) => print(text),
    end: () => Promise.resolve(),
  };
}

/** Below it lines would break, and a drawing that is longer than it looks leaves its remains behind. */
const narrowest = 60;

/** What fits where the command writes: a drawing where somebody looks on, lines elsewhere. */
export async function display({ out, err }: Terminal): Promise<Display> {
  // A terminal that says that it has no columns (on build servers) cannot be drawn on.
  const watched =
    out.width !== undefined &&
    err.width !== undefined &&
    process.stdout.columns >= narrowest &&
    (process.env["CI"] ?? "") === "";
  return watched ? liveDisplay(err) : plainDisplay(err);
}
