import { readFileSync } from "node:fs";
import { z } from "zod";
import { messageOf } from "../../core/failure";
import { InvalidInput, type Problem } from "../../core/problems";
import type { Clock } from "../../recovery/run/clock";
import type { Discussion } from "./contract";
import { githubHeaders, onGithub, requireHead } from "./github";
import { gitlabHeaders, onGitlab } from "./gitlab";
import { type Address, addressShape } from "./parcel";
import type { Wire } from "./request";

/** The environment variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What each of the two calls things, in the environment of its pipelines. */
const names = {
  github: { url: "GITHUB_API_URL", token: "GITHUB_TOKEN", project: ["GITHUB_REPOSITORY"], number: undefined },
  gitlab: {
    url: "CI_API_V4_URL",
    token: "GITLAB_TOKEN",
    // A merge request from a fork runs in the fork; it belongs to the project that it would be merged into.
    project: ["CI_MERGE_REQUEST_PROJECT_ID", "CI_PROJECT_ID"],
    number: "CI_MERGE_REQUEST_IID",
  },
} as const;

const eventShape = z.object({
  pull_request: z.object({ number: z.int() }).optional(),
  workflow_run: z.object({ head_sha: z.string() }).optional(),
});

/** One request that hangs must not take all the time that there is. */
const timeout = 30_000;

const given = (variables: Variables, name: string) => {
  const value = variables[name];
  return value === "" ? undefined : value;
};

/** What started a workflow of GitHub's, from the file that it names. */
function eventOf(variables: Variables): Readonly<z.infer<typeof eventShape>> {
  const path = given(variables, "GITHUB_EVENT_PATH");
  if (path === undefined) return {};
  try {
    return eventShape.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new InvalidInput([{ path, message: `GITHUB_EVENT_PATH names no event of GitHub's: ${messageOf(error)}` }]);
  }
}

/** The project that a pipeline is of, and the variable that says so. */
export function projectOf(on: Address["on"], variables: Variables): { readonly name: string; readonly value?: string } {
  const { project } = names[on];
  const value = project.map((name) => given(variables, name)).find((found) => found !== undefined);
  return { name: project[0], ...(value !== undefined && { value }) };
}

/** What a command says of where to post. */
export interface Wanted {
  readonly on: Address["on"];
  readonly number: number | undefined;
  /** What an earlier run wrote down; its number is used where nothing else says one. */
  readonly left: Address | undefined;
}

/** Which pull request it is, from the command, the pipeline, or an earlier run. @throws InvalidInput naming all that is missing */
export function addressOf({ on, number, left }: Wanted, variables: Variables): Address {
  const own = names[on];
  const project = projectOf(on, variables).value ?? left?.project;
  const fromPipeline =
    own.number === undefined
      ? eventOf(variables).pull_request?.number
      : Number(given(variables, own.number) ?? Number.NaN);
  const pipeline = fromPipeline !== undefined && Number.isInteger(fromPipeline) ? fromPipeline : undefined;
  const problems: Problem[] = [];
  if (left !== undefined && (left.on !== on || left.project !== project))
    problems.push({
      path: "pull-request.json",
      message: `is for ${left.project} on ${left.on}, and this run is for ${project ?? "nothing"} on ${on}; it is not posted across them`,
    });
  if (project === undefined)
    problems.push({ path: own.project[0], message: "is not set; run this in a pipeline, or set it to the project" });
  const found = number ?? pipeline ?? left?.number;
  if (found === undefined)
    problems.push({ path: "--number", message: "is needed: nothing here says which pull request it is" });
  if (problems.length > 0) throw new InvalidInput(problems);
  const address = addressShape.safeParse({ on, project, number: found });
  if (address.success) return address.data;
  throw new InvalidInput(
    address.error.issues.map((issue) => ({
      path: issue.path.join("."),
      message: `${issue.message} in a pipeline's variables`,
    })),
  );
}

/** A discussion, and what must hold before anything is said in it. */
export interface Place {
  readonly discussion: Discussion;
  readonly verify: () => Promise<void>;
}

/**
 * The way to a server's API, with the token of the environment; undefined without a token.
 * @throws InvalidInput when the URL of the API is not there
 */
export function wireOf(on: Address["on"], variables: Variables, clock: Clock): Wire | undefined {
  const own = names[on];
  const token = given(variables, own.token);
  if (token === undefined) return undefined;
  const url = given(variables, own.url);
  if (url === undefined)
    throw new InvalidInput([{ path: own.url, message: "is not set; pipelines set it to the URL of the server's API" }]);
  const headers = on === "github" ? githubHeaders(token) : gitlabHeaders(token);
  return { url: url.replace(/\/+$/, ""), headers, token, clock, timeout };
}

/**
 * The discussion at an address, with the token of the environment; undefined without a token: a fork's pipeline has none.
 * @param left - whether the address is what an earlier run wrote down: the commit must then be that run's
 */
export function placeOf(address: Address, left: boolean, variables: Variables, clock: Clock): Place | undefined {
  const wire = wireOf(address.on, variables, clock);
  if (wire === undefined) return undefined;
  const { project, number } = address;
  if (address.on === "gitlab")
    return { discussion: onGitlab(wire, { project, number }), verify: () => Promise.resolve() };
  const pull = { repository: project, number };
  const commit = eventOf(variables).workflow_run?.head_sha;
  if (left && commit === undefined)
    throw new InvalidInput([
      {
        path: "GITHUB_EVENT_PATH",
        message:
          "is no workflow_run event: a comment that an earlier run left is posted after that run, so that its commit can be checked",
      },
    ]);
  return {
    discussion: onGithub(wire, pull),
    verify: async () => {
      if (left && commit !== undefined) await requireHead(wire, pull, commit);
    },
  };
}
