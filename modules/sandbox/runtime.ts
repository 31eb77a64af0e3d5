import { join } from "node:path";
import { z } from "zod";

/** How things in a sandbox can be out. `dark`: nothing answers; `control-plane`: reads only; `throttled`: one call in three is refused. */
export const outageModes = ["dark", "control-plane", "throttled"] as const;

/** One of {@link outageModes}. */
export type OutageMode = (typeof outageModes)[number];

/** The format of the store and of the runtime file: raised when either is no longer readable by the version before. */
export const sandboxFormat = 2;

/** What `sandbox up` writes for every other command, in the sandbox's folder. The file is readable by its owner alone. */
export const runtimeShape = z.object({
  format: z.literal(sandboxFormat),
  /** Of the process that serves. */
  pid: z.number(),
  /** `http://127.0.0.1:<port>`: control API and Terraform's remote states. */
  address: z.string(),
  /** Bearer token of the control API; password of the state backend, whose user is `sandbox`. */
  token: z.string(),
  /** The value of TF_REATTACH_PROVIDERS. */
  reattach: z.string(),
  startedAt: z.string(),
});

/** A running sandbox, as {@link runtimeShape} describes it. */
export type Runtime = Readonly<z.infer<typeof runtimeShape>>;

/** Where a sandbox keeps what, below its folder. */
export const sandboxFiles = {
  runtime: (folder: string) => join(folder, "runtime.json"),
  store: (folder: string) => join(folder, "store.log"),
  log: (folder: string) => join(folder, "server.log"),
  /** The port of the last time, which is taken again when it is free. */
  port: (folder: string) => join(folder, "port"),
  /** The home of Terraform and of what else runs against the sandbox. */
  home: (folder: string) => join(folder, "home"),
  postgres: (folder: string) => join(folder, "postgres"),
  /** The roles files of environments whose regions were switched in the sandbox: they come before the project's own. */
  roles: (folder: string) => join(folder, "roles"),
  /** What was run in it: switches of regions and their journals. */
  runs: (folder: string) => join(folder, "runs"),
  /** The key that signs the reports of those runs, and the list that names it. */
  keys: (folder: string) => join(folder, "keys"),
  /** The record of what was deployed into it. */
  deployments: (folder: string) => join(folder, "deployments.jsonl"),
  /** Stacks that `deploy --on sandbox` synthesizes and plans. */
  stacks: (folder: string) => join(folder, "stacks"),
  /** What `review --on sandbox` synthesizes, plans and tells. */
  review: (folder: string) => join(folder, "review"),
} as const;

/** The folder of the sandbox of a project, unless `--sandbox` or UNDERSTUDY_SANDBOX names another. */
export function sandboxFolder(project: string): string {
  return process.env["UNDERSTUDY_SANDBOX"] ?? join(project, ".understudy", "sandbox");
}
