import { resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { post } from "../review/post";
import { PostingFailed } from "../review/post/problems";
import { systemClock } from "../recovery/run/clock";
import { Unsuccessful } from "./failure";
import type { Verb } from "./verb";

interface CommentOptions {
  readonly on: "github" | "gitlab";
  readonly number?: number;
  readonly artifact: string;
  readonly wait: number;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError("Write a whole number above zero.");
  return Number(text);
}

const did = { created: "made", updated: "brought up to date", unchanged: "as it was" } as const;

/** Puts what a review says where people see it. Whether it could says nothing of the review. */
export const comment: Verb = {
  name: "comment",
  summary: "put what a review says into one comment on a pull request or a merge request",
  examples: [
    "understudy comment review/comment.md --on github",
    "understudy comment review-comment --on github --artifact not-posted",
    "understudy comment review/comment.md --on gitlab --number 7",
  ],
  define: (command, { terminal: { out, err } }) =>
    command
      .argument("<file>", "a file of Markdown, or the folder of a comment that could not be posted")
      .addOption(new Option("--on <server>", "where").choices(["github", "gitlab"]).makeOptionMandatory())
      .option("--number <number>", "of the pull request (default: the pipeline's own)", wholeNumber)
      .option("--artifact <folder>", "where the comment is left when it cannot be posted", "review-comment")
      .option("--wait <seconds>", "how long it may take when the server is busy", wholeNumber, 300)
      .addHelpText(
        "after",
        `
Environment variables:
  GITHUB_TOKEN, GITLAB_TOKEN   what it is posted with; without one the comment is left in the folder, and that is no failure
  GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_PATH
  CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID, CI_MERGE_REQUEST_IID   where to: pipelines set them`,
      )
      .action(async (file: string, { on, number, artifact, wait }: CommentOptions) => {
        const request = {
          ...{ path: resolve(file), on, number, artifact: resolve(artifact), longest: wait * 1000 },
          ...{ variables: process.env, clock: systemClock, signal: new AbortController().signal },
        };
        try {
          const result = await post(request);
          if (result.outcome === "left") {
            err.print(
              `not posted: ${result.because}`,
              `the comment is in ${artifact}: keep the folder as an artifact, and post it from a run that may write`,
            );
            return;
          }
          const { posted, where } = result;
          out.print(`the comment on ${where} is ${did[posted.what]}`);
          if (posted.wasEdited) err.print("somebody had edited it; the new text replaces theirs and says so");
        } catch (error) {
          if (!(error instanceof PostingFailed)) throw error;
          err.print(`${err.paint("red", "error:")} ${error.message}`, `the comment is in ${artifact}`);
          throw new Unsuccessful(error.message);
        }
      }),
};
