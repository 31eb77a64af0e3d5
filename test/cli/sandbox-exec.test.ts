import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import { shutdown } from "../../modules/sandbox/server/shutdown";
import { Folders, root, understudy } from "./command";

jest.setTimeout(300_000);

const folders = new Folders();
const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await shutdown(folder, { stop: 10_000, kill: 5_000 });
  folders.clear();
});

function newSandbox(): string {
  const folder = join(folders.make(), "sandbox");
  made.push(folder);
  return folder;
}

/** `understudy sandbox` with the words of a line, on a sandbox. */
const sandbox = (folder: string, line: string, env: Readonly<Record<string, string>> = {}) =>
  understudy(["sandbox", ...line.split(" ")], { env: { ...env, UNDERSTUDY_SANDBOX: folder } });

describe("a command in a sandbox", () => {
  const folder = newSandbox();
  let output = "";
  beforeAll(async () => {
    await sandbox(folder, "up");
    output = folders.make();
    await understudy(["synth", "development", "--output", output]);
  });
  const exec = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    understudy(["sandbox", "exec", "--sandbox", folder, "--output", output, "--", ...words], { env });
  const overrides = () =>
    readdirSync(output, { recursive: true, encoding: "utf8" }).filter((file) => file.includes("sandbox_override"));
  const node = (code: string) => [process.execPath, "-e", code];

  test("sees nothing of the caller's accounts, configuration or proxies", async () => {
    const unwanted = {
      AWS_PROFILE: "x",
      AWS_ENDPOINT_URL: "x",
      GOOGLE_APPLICATION_CREDENTIALS: "x",
      CLOUDSDK_CONFIG: "x",
      ARM_CLIENT_ID: "x",
      AZURE_CONFIG_DIR: "x",
      KUBECONFIG: "x",
      HELM_DRIVER: "x",
      TF_CLI_CONFIG_FILE: "/nowhere/terraformrc",
      TF_PLUGIN_CACHE_DIR: "x",
      TF_VAR_x: "x",
      TF_WORKSPACE: "x",
      TF_CLI_ARGS: "-version",
      VAULT_ADDR: "x",
      NODE_OPTIONS: "",
    };
    const { stdout } = await exec(node("console.log(JSON.stringify(process.env))"), unwanted);
    const env = z.record(z.string(), z.string()).parse(JSON.parse(stdout));
    expect(Object.keys(env).filter((name) => Object.hasOwn(unwanted, name))).toEqual([]);
    expect(
      Object.keys(env)
        .filter((name) => name.startsWith("TF_"))
        .toSorted(),
    ).toEqual(["TF_DATA_DIR", "TF_HTTP_PASSWORD", "TF_REATTACH_PROVIDERS"]);
    expect(env).toMatchObject({
      HOME: join(folder, "home"),
      HTTPS_PROXY: "http://127.0.0.1:9",
      CHECKPOINT_DISABLE: "1",
    });
    expect(env["PATH"]).toBe(process.env["PATH"]);
  });

  test("finds every stack's state in the sandbox, and nothing is left of that when it has ended, however it did", async () => {
    const count = `require("fs").readdirSync(".",{recursive:true}).filter((f)=>f.includes("sandbox_override")).length`;
    const inside = await exec(node(`process.chdir(${JSON.stringify(output)});console.log(${count});process.exit(7)`));
    expect(inside).toMatchObject({ code: 7, stdout: "9\n" });
    expect(overrides()).toEqual([]);
    const none = await exec(["no-such-command"]);
    expect(none).toMatchObject({ code: 1, stdout: "" });
    expect(none.stderr).toContain("there is no command no-such-command; name one that is on the PATH");
    expect(overrides()).toEqual([]);
    expect((await exec(node(`process.kill(process.pid,"SIGKILL")`))).code).toBe(137);
    expect(overrides()).toEqual([]);
  });

  test("shares the stacks with another one: the last to end tidies up", async () => {
    const wait = `const fs=require("fs");fs.writeFileSync(process.argv[1],"");const t=setInterval(()=>{if(fs.existsSync(process.argv[2])){clearInterval(t)}},20)`;
    const [here, done] = [join(folders.make(), "here"), join(folders.make(), "done")];
    const long = exec([...node(wait), here, done]);
    while (!existsSync(here)) await new Promise(setImmediate);
    await exec(node(""));
    const overridden = overrides();
    writeFileSync(done, "");
    expect((await long).code).toBe(0);
    expect(overridden).toHaveLength(9);
    expect(overrides()).toEqual([]);
  });

  test("gets each signal once, and ends as it wants to", async () => {
    const code =
      'let n=0;process.on("SIGINT",()=>console.log("interrupted",++n));' +
      'process.on("SIGTERM",()=>{console.log("terminated");process.exit(5)});setInterval(()=>{},1000);console.log("ready")';
    const bin = join(root, "bin/understudy.js");
    const words = [bin, "sandbox", "exec", "--sandbox", folder, "--output", output, "--", ...node(code)];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    child.stdout.on("data", (data) => (printed += String(data)));
    const until = async (word: string) => {
      while (!printed.includes(word)) await new Promise((resolve) => child.stdout.once("data", resolve));
    };
    const ended = new Promise((resolve) => child.on("close", resolve));
    await until("ready");
    child.kill("SIGINT");
    await until("interrupted");
    child.kill("SIGTERM");
    expect(await ended).toBe(5);
    expect(printed).toBe("ready\ninterrupted 1\nterminated\n");
    expect(overrides()).toEqual([]);
  });

  test("that is Terraform, or cdktf, deploys to the sandbox, and is told why a state cannot be had", async () => {
    const stack = (name: string) => `-chdir=${join(output, "stacks", name)}`;
    const terraform = (name: string, ...args: readonly string[]) =>
      exec(["terraform", stack(name), ...args, "-no-color"]);
    const early = await terraform("development-aws-ohio", "init");
    expect(early.code).toBe(1);
    expect(early.stderr).toMatch(/note: the state of development-aws-ohio: NoSuchBucket: .*; deploy the group's stack/);

    const cdktf = join(root, "node_modules/.bin/cdktf");
    const deployed = await exec([cdktf, "deploy", "development-aws-state", "--auto-approve"], { CI: "1" });
    expect(deployed).toMatchObject({ code: 0, stdout: expect.stringContaining("Apply complete!") });
    expect(overrides()).toEqual([]);

    expect(await terraform("development-aws-ohio", "init")).toMatchObject({ code: 0, stderr: "" });
    const planned = await terraform("development-aws-ohio", "plan", "-detailed-exitcode");
    expect(planned).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/Plan: \d+ to add, 0 to change, 0 to destroy/),
    });
    await sandbox(folder, "outage aws/us-east-2");
    const dark = await terraform("development-aws-ohio", "plan");
    await sandbox(folder, "restore aws/us-east-2");
    expect(dark.code).toBe(1);
    expect(dark.stdout).not.toContain("to add");
    expect(dark.stderr).toMatch(/note: the state of development-aws-ohio: RequestError: .*us-east-2.*i\/o timeout/);
  });
});
