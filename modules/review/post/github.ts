import { z } from "zod";
import type { Discussion } from "./contract";
import { NotAllowed, PostingFailed } from "./problems";
import { pages, request, shaped, type Wire } from "./request";

/** A pull request on GitHub. */
export interface PullRequest {
  /** `example/platform` */
  readonly repository: string;
  readonly number: number;
}

const commentShape = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string() }).nullish(),
});
const userShape = z.object({ login: z.string() });
const pullShape = z.object({ head: z.object({ sha: z.string() }) });

/** Headers of GitHub's REST API, version 2022-11-28. */
export function githubHeaders(token: string): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    "user-agent": "understudy",
  };
}

/** Who the token is; undefined for an app's, such as that of a workflow, which may not ask. */
async function loginOf(wire: Wire): Promise<string | undefined> {
  try {
    return shaped(userShape, (await request(wire, "GET", "/user")).json, "GET /user").login;
  } catch (error) {
    if (error instanceof NotAllowed) return undefined;
    throw error;
  }
}

/**
 * A pull request's comments, by GitHub's REST API (issue comments). Own is what the token's user wrote; where the token is
 * an app's, what any app wrote: no person can write as one.
 */
export function onGithub(wire: Wire, { repository, number }: PullRequest): Discussion {
  const issues = `/repos/${repository}/issues`;
  return {
    name: `${repository}#${number}`,
    longest: 65_536,
    comments: async () => {
      const all = await pages(wire, `${issues}/${number}/comments`, commentShape);
      const login = await loginOf(wire);
      return all.map(({ id, body, user }) => ({
        id,
        body: body ?? "",
        isOwn: login === undefined ? user?.type === "Bot" : user?.login === login,
      }));
    },
    create: async (body) => {
      await request(wire, "POST", `${issues}/${number}/comments`, { body });
    },
    update: async (id, body) => {
      await request(wire, "PATCH", `${issues}/comments/${id}`, { body });
    },
    remove: async (id) => {
      await request(wire, "DELETE", `${issues}/comments/${id}`);
    },
  };
}

/**
 * That a pull request is the one of a commit: what a run without credentials left says which pull request it is of, and
 * whoever wrote that run's code could have it say another.
 * @throws PostingFailed when it is of another commit
 */
export async function requireHead(wire: Wire, { repository, number }: PullRequest, commit: string): Promise<void> {
  const path = `/repos/${repository}/pulls/${number}`;
  const { head } = shaped(pullShape, (await request(wire, "GET", path)).json, `GET ${path}`);
  if (head.sha !== commit)
    throw new PostingFailed(
      `${repository}#${number} is at ${head.sha}, and what is to be posted comes from a run of ${commit}; ` +
        "it belongs to another pull request, or to an earlier state of this one, and is not posted",
    );
}
