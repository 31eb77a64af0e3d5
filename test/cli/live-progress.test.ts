import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import { run } from "./command";

jest.setTimeout(60_000);

const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;?]*[A-Za-z]`, "g");

test("on a terminal every stack has a line that says what is done for it, an interrupt, and how it ended", async () => {
  const program = join(__dirname, "live-progress.program.ts");
  const { code, stdout, stderr } = await run(process.execPath, ["-r", "tsx/cjs", program]);
  const drawn = stderr.replaceAll(colours, "");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  for (const line of [
    "Apply",
    "state    3 of 12 resources",
    "origin   waiting",
    "state    3 of 12 resources  (interrupted: please wait)",
    "traffic  not reached: another failed",
  ])
    expect(drawn).toContain(line);
});
