import "./modules/core/fast-loading";
import { join } from "node:path";
import { InvalidInput } from "./modules/core/problems";
import { readProject } from "./modules/stacks/project";
import { synthesize } from "./modules/stacks/synthesize";

// cdktf runs this for list, synth, diff and deploy, and then reads what is in CDKTF_OUTDIR. Roles files in UNDERSTUDY_ROLES
// come before the project's own: a review looks at what would be if another site were active.
const { CDKTF_OUTDIR: outdir, UNDERSTUDY_ROLES: standing } = process.env;
try {
  const { environments } = readProject(join(__dirname, "environments"), undefined, standing);
  synthesize(environments, outdir ?? "cdktf.out", { clears: outdir === undefined });
} catch (error) {
  if (!(error instanceof InvalidInput)) throw error;
  // cdktf shows what is written here; a stack trace would bury the problems.
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
