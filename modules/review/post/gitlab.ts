import { z } from "zod";
import type { Discussion } from "./contract";
import { pages, request, shaped, type Wire } from "./request";

/** A merge request on GitLab. */
export interface MergeRequest {
  /** The number or the path of the project that it would be merged into. */
  readonly project: string;
  readonly number: number;
}

const noteShape = z.object({
  id: z.int(),
  body: z.string(),
  system: z.boolean(),
  author: z.object({ id: z.int() }),
});
const userShape = z.object({ id: z.int() });

/** Headers of GitLab's REST API, version 4. */
export function gitlabHeaders(token: string): Readonly<Record<string, string>> {
  return { "private-token": token, accept: "application/json", "user-agent": "understudy" };
}

/** A merge request's notes, by GitLab's REST API. Own is what the token's user wrote. */
export function onGitlab(wire: Wire, { project, number }: MergeRequest): Discussion {
  const notes = `/projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`;
  return {
    name: `${project}!${number}`,
    longest: 1_000_000,
    comments: async () => {
      const all = await pages(wire, notes, noteShape);
      const user = shaped(userShape, (await request(wire, "GET", "/user")).json, "GET /user");
      return all
        .filter(({ system }) => !system)
        .toSorted((one, other) => one.id - other.id)
        .map(({ id, body, author }) => ({ id, body, isOwn: author.id === user.id }));
    },
    create: async (body) => {
      await request(wire, "POST", notes, { body });
    },
    update: async (id, body) => {
      await request(wire, "PUT", `${notes}/${id}`, { body });
    },
    remove: async (id) => {
      await request(wire, "DELETE", `${notes}/${id}`);
    },
  };
}
