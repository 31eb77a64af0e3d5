import { z } from "zod";
import { pages, request, type Wire } from "../review/post/request";
import { type PreviewHost, previewLabel } from "./contract";
import { standingOf } from "./standing";

const moment = z.iso.datetime({ offset: true }).nullish();

const itemShape = z.object({
  iid: z.int().min(1),
  // Locked is one that is being merged this moment.
  state: z.enum(["opened", "closed", "locked", "merged"]),
  closed_at: moment,
  merged_at: moment,
});

/** Marks are labels, by GitLab's REST API (merge requests). */
export function onGitlab(wire: Wire, project: string): PreviewHost {
  const requests = `/projects/${encodeURIComponent(project)}/merge_requests`;
  return {
    marked: async () => {
      const all = await pages(wire, `${requests}?scope=all&state=all&labels=${previewLabel}`, itemShape);
      return all.map(({ iid, state, closed_at: closed, merged_at: merged }) =>
        standingOf(iid, state === "opened" || state === "locked", (state === "merged" ? merged : closed) ?? null),
      );
    },
    mark: async (number) => {
      await request(wire, "PUT", `${requests}/${number}`, { add_labels: previewLabel });
    },
    unmark: async (number) => {
      await request(wire, "PUT", `${requests}/${number}`, { remove_labels: previewLabel });
    },
  };
}
