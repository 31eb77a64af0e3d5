import type { WriteStream } from "node:tty";
import { type Paint, painter, wantsColour } from "./paint";

/** One of the two streams that a command writes to. */
export interface Channel {
  /** How wide the terminal is; undefined when it goes to a file or another program, where nothing is fitted. */
  readonly width: number | undefined;
  readonly colour: boolean;
  readonly paint: Paint;
  readonly print: (...lines: readonly string[]) => void;
}

/** Where a command writes: what it was asked for to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: Channel;
  readonly err: Channel;
}

/** Some terminals (those of build servers) say that they have no columns. */
const usualWidth = 80;

function channel(stream: WriteStream): Channel {
  // Whoever reads may stop reading (`| head`): that is no error, and must not stop work that is under way.
  stream.on("error", (error) => {
    if (Reflect.get(error, "code") !== "EPIPE") throw error;
  });
  const colour = wantsColour(process.env, stream.isTTY);
  return {
    width: stream.isTTY ? stream.columns || usualWidth : undefined,
    colour,
    paint: painter(colour),
    print: (...lines) => {
      stream.write(lines.map((line) => `${line}\n`).join(""));
    },
  };
}

/** The terminal, file or pipes that this process was started with. */
export function processTerminal(): Terminal {
  return { out: channel(process.stdout), err: channel(process.stderr) };
}
