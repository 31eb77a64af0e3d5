import { mkdirSync } from "node:fs";
import { type Runtime, sandboxFiles } from "../runtime";

/**
 * What a child process may have of the caller's environment: how to find programs, and how to speak to the person. All else
 * (TF_ variables, configuration files, credentials, proxies) could make it reach something that is no sandbox.
 */
const inherited = new Set([
  "PATH",
  "TMPDIR",
  "SystemRoot",
  "SHELL",
  "USER",
  "LOGNAME",
  "TZ",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_CTYPE",
  "LC_MESSAGES",
  "TERM",
  "COLORTERM",
  "COLUMNS",
  "LINES",
  "NO_COLOR",
  "FORCE_COLOR",
  "CI",
  "CDKTF_OUTDIR",
  "UNDERSTUDY_DEBUG",
  "UNDERSTUDY_TERRAFORM",
]);

/** Port 9 discards: what asks for the network is told at once that there is none. */
const nowhere = "http://127.0.0.1:9";

/** Where Terraform keeps what `init` found out: below each stack, apart from what the real clouds were initialized with. */
const dataFolder = ".terraform-sandbox";

/**
 * The whole environment of a child process: plain `terraform` and `cdktf` in it reach the sandbox and nothing else.
 * @param folder - the sandbox's; the process gets a home in it, which is made here
 */
export function sandboxEnvironment(runtime: Runtime, folder: string): Readonly<Record<string, string>> {
  const home = sandboxFiles.home(folder);
  mkdirSync(home, { recursive: true });
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && inherited.has(name) ? [[name, value] as const] : [],
  );
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    CHECKPOINT_DISABLE: "1",
    // It would ask the registry for checksums of providers that are not installed.
    CDKTF_SKIP_PROVIDER_LOCK: "true",
    TF_REATTACH_PROVIDERS: runtime.reattach,
    TF_HTTP_PASSWORD: runtime.token,
    TF_DATA_DIR: dataFolder,
    // Terraform is a Go program and lives for seconds: a fifth of its time went into collecting garbage (a plan of 114
    // resources: 1.00 s of processor time at Go's usual 100, 0.79 s at 400, for 45 MB more).
    GOGC: "400",
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: "127.0.0.1,localhost",
  };
}
