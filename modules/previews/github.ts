import { z } from "zod";
import { pages, request, type Wire } from "../review/post/request";
import { type PreviewHost, previewLabel } from "./contract";
import { standingOf } from "./standing";

/** GitHub lists issues and pull requests together; only the latter have a preview. */
const itemShape = z.object({
  number: z.int().min(1),
  state: z.enum(["open", "closed"]),
  closed_at: z.iso.datetime({ offset: true }).nullable(),
  pull_request: z.object({}).optional(),
});

/** Marks are labels, by GitHub's REST API (issues): a label that a repository does not have yet is made with its first use. */
export function onGithub(wire: Wire, repository: string): PreviewHost {
  const issues = `/repos/${repository}/issues`;
  return {
    marked: async () => {
      const all = await pages(wire, `${issues}?state=all&labels=${previewLabel}`, itemShape);
      return all
        .filter(({ pull_request: pull }) => pull !== undefined)
        .map(({ number, state, closed_at: closed }) => standingOf(number, state === "open", closed));
    },
    mark: async (number) => {
      await request(wire, "POST", `${issues}/${number}/labels`, { labels: [previewLabel] });
    },
    unmark: async (number) => {
      await request(wire, "DELETE", `${issues}/${number}/labels/${previewLabel}`);
    },
  };
}
