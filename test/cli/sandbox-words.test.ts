import { join } from "node:path";
import { afterAll, expect, jest, test } from "@jest/globals";
import { report } from "../../modules/cli/failure";
import { painter } from "../../modules/cli/paint";
import { program } from "../../modules/cli/program";
import type { Channel } from "../../modules/cli/terminal";
import { Folders } from "./command";

const folders = new Folders();
afterAll(() => folders.clear());

/** What a line of words after `understudy sandbox` comes to, without a process of its own. */
async function sandbox(line: string) {
  const printed = { stdout: "", stderr: "" };
  const channel = (name: keyof typeof printed): Channel => ({
    width: undefined,
    colour: false,
    paint: painter(false),
    print: (...lines) => (printed[name] += lines.map((text) => `${text}\n`).join("")),
  });
  const written = (["stdout", "stderr"] as const).map((name) =>
    jest.spyOn(process[name], "write").mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  const err = channel("stderr");
  const [verb = "", ...words] = line.split(" ");
  const args = ["sandbox", verb, "--sandbox", join(folders.make(), "sandbox"), ...words];
  try {
    await program({ out: channel("stdout"), err }).parseAsync(args, { from: "user" });
    return { code: 0, ...printed };
  } catch (error) {
    const code = report(error, err, false);
    return { code, ...printed };
  } finally {
    for (const spy of written) spy.mockRestore();
  }
}

test.each(["up", "down", "status", "reset", "exec", "outage", "restore"])("%s shows an example", async (verb) => {
  const { code, stdout } = await sandbox(`${verb} --help`);
  expect(code).toBe(0);
  expect(stdout).toContain(`  understudy sandbox ${verb}`);
});

test.each([
  ["outage aws/us-esat-1", 1, 'did you mean "us-east-1"?'],
  ["outage awz/us-east-1", 1, 'did you mean "aws"?'],
  ["restore us-east-1", 1, "write <cloud>/<region>, such as aws/us-east-1"],
  ["outage aws/us-east-1 --mode off", 2, "Allowed choices are dark, control-plane, throttled"],
  ["outage aws/us-east-1", 1, "start it with understudy sandbox up"],
  ["exec -- node --version", 1, "start it with understudy sandbox up"],
  ["exec", 2, "missing required argument 'command'"],
  ["pu", 2, "Did you mean up?"],
])("%s ends with %d and says what to do", async (line, code, told) => {
  const ended = await sandbox(line);
  expect(ended).toMatchObject({ code, stdout: "" });
  expect(ended.stderr).toContain(told);
});
