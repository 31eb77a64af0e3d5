import type { DeployEvent, StackResult } from "../deploy/contract";
import { isWell } from "../deploy";
import { doingText, endedText, phases } from "./deploy-words";
import type { Display } from "./display";
import type { Channel } from "./terminal";

/** A stack's line, while its phase lasts. */
interface Row {
  /** What is said behind its name. */
  text: string;
  redraw: () => void;
  readonly end: (result: StackResult) => void;
  readonly ended: Promise<StackResult>;
}

function row(): Row {
  let end: (result: StackResult) => void = () => undefined;
  const ended = new Promise<StackResult>((done) => (end = done));
  return { text: "waiting", redraw: () => undefined, end: (result) => end(result), ended };
}

/** A drawing of all stacks of a phase that is kept up to date in place. listr2 is an ES module, and slow to load. */
export async function liveDisplay({ print, paint }: Channel): Promise<Display> {
  const { Listr, ListrLogger, ProcessOutput } = await import("listr2");
  let rows: ReadonlyMap<string, Row> = new Map();
  let notice = "";
  let drawing: Promise<unknown> = Promise.resolve();

  const draw = (phase: DeployEvent & { readonly event: "phase" }) => {
    const width = Math.max(...phase.stacks.map((name) => name.length));
    rows = new Map(phase.stacks.map((name) => [name, row()]));
    const tasks = [...rows].map(([name, current]) => ({
      title: `${name.padEnd(width)}  waiting`,
      task: async (_: unknown, task: { title: string }) => {
        current.redraw = () => {
          task.title = `${name.padEnd(width)}  ${current.text}${notice}`;
        };
        // Events may have come before the line was there to draw them.
        current.redraw();
        const result = await current.ended;
        task.title = `${name.padEnd(width)}  ${endedText(result)}`;
        if (!isWell(result)) throw new Error(task.title);
      },
    }));
    const output = new ProcessOutput(process.stderr, process.stderr, { leaveEmptyLine: false });
    const list = new Listr(tasks, {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: {
        logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput: output }),
        collapseErrors: false,
        showErrorMessage: false,
      },
    });
    const before = drawing;
    drawing = before.then(() => {
      print(paint("bold", phases[phase.phase]));
      return list.run();
    });
  };

  return {
    show: (event) => {
      if (event.event === "phase") draw(event);
      else if (event.event === "ended") rows.get(event.result.stack)?.end(event.result);
      else {
        const current = rows.get(event.stack);
        if (current === undefined) return;
        current.text = doingText(event) ?? current.text;
        current.redraw();
      }
    },
    say: (text) => {
      notice = `  (${text})`;
      for (const current of rows.values()) current.redraw();
    },
    end: async () => {
      await drawing;
    },
  };
}
