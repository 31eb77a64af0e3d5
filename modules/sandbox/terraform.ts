import { execFile } from "node:child_process";
import { promisify } from "node:util";

const install = "install Terraform 1.11 or newer and put it on the PATH, or name it in UNDERSTUDY_TERRAFORM";

/** What of the caller's environment Terraform may see: no TF_ variable, no configuration file, no credentials. */
const inherited = ["PATH", "TMPDIR", "SystemRoot"] as const;

/** One run of Terraform. */
export interface TerraformRun {
  readonly folder: string;
  readonly args: readonly string[];
  /** From {@link startProviders}: Terraform starts no provider of its own, and asks the network for none. */
  readonly reattach: string;
}

const run = promisify(execFile);

const binary = () => process.env["UNDERSTUDY_TERRAFORM"] ?? "terraform";

function environment(home: string, reattach: string): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return { ...kept, HOME: home, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_REATTACH_PROVIDERS: reattach };
}

/**
 * Runs the real Terraform in a folder and returns what it prints on stdout.
 * @throws Error with what Terraform said when it fails, or with what to install when it is not there
 */
export async function terraform({ folder, args, reattach }: TerraformRun): Promise<string> {
  const options = { cwd: folder, env: environment(folder, reattach), maxBuffer: 2 ** 28 };
  try {
    const { stdout } = await run(binary(), [...args], options);
    return stdout;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new Error(`there is no ${binary()} on this machine; ${install}`, { cause: error });
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw new Error(`${binary()} ${args.join(" ")} failed in ${folder}:\n${said}`, { cause: error });
  }
}
