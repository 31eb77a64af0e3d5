import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify, types } from "node:util";
import { codeOf } from "../core/failure";
import { InvalidInput } from "../core/problems";

/** A Terraform, or an OpenTofu, that is new enough. */
export interface Binary {
  /** As it is called: a name on the PATH or a path. */
  readonly command: string;
  readonly product: "Terraform" | "OpenTofu";
  readonly version: string;
}

/** The oldest that has write-only arguments and locks in S3, of either. */
const oldest = { major: 1, minor: 11 } as const;

/** What is looked for on the PATH, the first that is there wins. */
const usual = ["terraform", "tofu"] as const;

/** What to do where there is none, or one too old. */
const install =
  "install Terraform 1.11 or newer (https://developer.hashicorp.com/terraform/install) or OpenTofu 1.11 or newer " +
  "(https://opentofu.org/docs/intro/install) and put it on the PATH, or name its file in UNDERSTUDY_TERRAFORM";

const run = promisify(execFile);

const refuse = (command: string, message: string) => new InvalidInput([{ path: command, message }]);

/** What `<command> version` prints; undefined when there is no such command. */
async function printed(command: string): Promise<string | undefined> {
  const { PATH = "", SystemRoot: root } = process.env;
  // It asks its maker for news and says what the folder's providers are, unless it is told not to and stands elsewhere.
  const env = { PATH, HOME: tmpdir(), CHECKPOINT_DISABLE: "1", ...(root !== undefined && { SystemRoot: root }) };
  try {
    const { stdout } = await run(command, ["version"], { cwd: tmpdir(), env, timeout: 20_000 });
    return stdout;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    if (codeOf(error) === "EACCES") throw refuse(command, `is not a program that may be run here; ${install}`);
    const said = types.isNativeError(error) ? error.message.trim().split("\n").join(" ") : JSON.stringify(error);
    throw refuse(command, `does not say which version it is (${said}); ${install}`);
  }
}

function parse(command: string, text: string): Binary {
  const [, product, version = "", major, minor] = /^(Terraform|OpenTofu) v((\d+)\.(\d+)\.\S+)/m.exec(text) ?? [];
  if (product !== "Terraform" && product !== "OpenTofu") {
    const [first = ""] = text.split("\n", 1);
    throw refuse(command, `is neither Terraform nor OpenTofu (it says ${JSON.stringify(first)}); ${install}`);
  }
  const isOld = Number(major) < oldest.major || (Number(major) === oldest.major && Number(minor) < oldest.minor);
  if (isOld) throw refuse(command, `is ${product} ${version}, older than 1.11; ${install}`);
  return { command, product, version };
}

/**
 * The Terraform or OpenTofu to use: what UNDERSTUDY_TERRAFORM names, else what is on the PATH.
 * @throws InvalidInput when there is none or it is too old, with what to install
 */
export async function findBinary(): Promise<Binary> {
  const { UNDERSTUDY_TERRAFORM: named = "" } = process.env;
  for (const command of named === "" ? usual : [named]) {
    const text = await printed(command);
    if (text !== undefined) return parse(command, text);
  }
  if (named !== "") throw refuse(named, `is named in UNDERSTUDY_TERRAFORM and is not there; ${install}`);
  throw refuse(usual.join(" or "), `is not on the PATH; ${install}`);
}
