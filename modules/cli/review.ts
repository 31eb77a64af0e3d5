import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { findBinary } from "../deploy/binary";
import { parseWanted } from "../deploy/selection";
import type { Review, Waiver } from "../review/contract";
import { readWaivers } from "../review/waivers";
import { InvalidInput } from "../core/problems";
import { sandboxFiles } from "../sandbox/runtime";
import { tellJson } from "../review/tell/json";
import { tellComment, tellSummary } from "../review/tell/markdown";
import { tellSarif } from "../review/tell/sarif";
import { noRefreshOption } from "./deployment";
import { exitCodes, Unsuccessful } from "./failure";
import { Findings } from "./findings";
import { reviewChange } from "./load-review";
import { outputOf } from "./output";
import { reviewColumns, reviewLines, verdictLine } from "./review-report";
import { shown } from "./run-deployment";
import { sandboxFolderOf, sandboxOption, type SandboxOptions } from "./sandbox-folder";
import { table } from "./table";
import { findTarget, targetOption, type TargetOptions } from "./target";
import type { Verb } from "./verb";

interface ReviewOptions extends TargetOptions, SandboxOptions {
  readonly base: string;
  readonly head?: string;
  readonly output?: string;
  readonly waivers?: string;
  readonly whole?: string;
  readonly refresh: boolean;
}

/** The forms in which a review is left in its folder. */
const files = { comment: "review.md", summary: "summary.md", json: "review.json", sarif: "review.sarif" } as const;

function waiversIn(file: string, isGiven: boolean): readonly Waiver[] {
  if (existsSync(file)) return readWaivers(readFileSync(file, "utf8"), file);
  if (isGiven) throw new InvalidInput([{ path: file, message: "does not exist; name the file of the waivers" }]);
  return [];
}

function write(folder: string, review: Review, whole: string, environments: string, waivers: string): void {
  // Paths in a repository are told from its root, wherever this runs.
  const project = dirname(environments);
  const below = (path: string) => relative(project, path).replaceAll("\\", "/");
  const places = { environments: below(environments), waivers: below(waivers), output: below(folder) };
  const texts = {
    comment: tellComment(review, whole),
    summary: tellSummary(review, whole),
    json: tellJson(review),
    sarif: tellSarif(review, places),
  } as const;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const form of ["comment", "summary", "json", "sarif"] as const)
    writeFileSync(join(folder, files[form]), texts[form]);
}

/** Says what a change would do wherever it is deployed, and whether it may be merged. It changes nothing. */
export const review: Verb = {
  name: "review",
  summary: "say what a change would do to every stack that differs, and whether it may be merged",
  examples: [
    "understudy review --base main --on sandbox",
    "understudy review staging/aws --base origin/main --head HEAD --on cloud --output review",
  ],
  define: (command, { terminal, folder }) =>
    command
      .argument("[what]", "<environment>[/<group>[/<site>]], where not everything that differs is looked at")
      .requiredOption("--base <ref|folder>", "what is merged into: a branch, tag or commit, or a project's folder")
      .option("--head <ref|folder>", "what is merged (default: the environments as they are now)")
      .addOption(targetOption())
      .addOption(sandboxOption())
      .addOption(noRefreshOption())
      .option("--output <folder>", "where comment, summary, JSON and SARIF go, beside syntheses and plans")
      .option("--waivers <file>", "what is let through (default: waivers.json beside the environments' files)")
      .option("--whole <words>", "where all of it can be read, for the end of a text that had to be shortened")
      .addHelpText("after", "\nExit codes:\n  0   passed\n  1   something could not be looked at\n  2   blocked")
      .action(async (what: string | undefined, options: ReviewOptions) => {
        const environments = folder();
        const ofSandbox = sandboxFolderOf(options, environments);
        const usual =
          options.on === "sandbox" ? sandboxFiles.review(ofSandbox) : join(outputOf({}, environments), "review");
        const output = resolve(options.output ?? usual);
        const waiversFile = resolve(options.waivers ?? join(environments, "waivers.json"));

        const findings = new Findings();
        const wanted = what === undefined ? undefined : await findings.find(() => parseWanted(what));
        const binary = await findings.find(findBinary);
        const target = await findings.find(() => findTarget(options, ofSandbox));
        const waivers = await findings.find(() => waiversIn(waiversFile, options.waivers !== undefined));
        if (binary === undefined || target === undefined || waivers === undefined) return findings.fail();
        if (what !== undefined && wanted === undefined) return findings.fail();

        const reviewed = await shown(terminal, (display, signal) =>
          reviewChange({
            base: options.base,
            head: options.head ?? environments,
            environments,
            output,
            target,
            binary,
            waivers,
            ...(wanted && { wanted }),
            refreshes: options.refresh,
            now: new Date(),
            signal,
            say: (text) => {
              display.say(text);
            },
            onEvent: (event) => {
              display.show(event);
            },
          }),
        );
        write(output, reviewed, options.whole ?? `in ${join(output, files.json)}`, environments, waiversFile);
        const { out } = terminal;
        const rows = reviewed.stacks;
        out.print("", ...(rows.length === 0 ? [] : [...table(reviewColumns, rows, out.paint, out.width), ""]));
        out.print(
          ...reviewLines(reviewed, out),
          verdictLine(reviewed, out),
          `the comment, the summary, JSON and SARIF are in ${output}`,
        );
        if (reviewed.verdict === "blocked") throw new Unsuccessful("the change is blocked", exitCodes.blocked);
        if (reviewed.verdict === "error") throw new Unsuccessful("the change could not be reviewed");
      }),
};
