import { z } from "zod";
import type { StateStore } from "../../core/state-store";
import type { ObjectApi } from "./objects";

const listed = z.object({
  items: z.array(z.object({ name: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});

const api = "https://storage.googleapis.com";

/**
 * A bucket of Cloud Storage. `ifGenerationMatch=0` is answered with 412 where there is an object of that name (Cloud Storage,
 * "Request preconditions").
 */
export function gcpObjects({ name, region }: StateStore): ObjectApi {
  const objects = `/storage/v1/b/${name}/o`;
  return {
    place: `gs://${name} of ${region}`,
    list: (prefix, page) => {
      const next = page === undefined ? "" : `&pageToken=${encodeURIComponent(page)}`;
      const query = `prefix=${encodeURIComponent(prefix)}&fields=items(name),nextPageToken${next}`;
      return { method: "GET", url: `${api}${objects}?${query}`, headers: {} };
    },
    page: (body) => {
      const { items, nextPageToken } = listed.parse(JSON.parse(body));
      return { names: items.map((item) => item.name), next: nextPageToken };
    },
    read: (object) => ({ method: "GET", url: `${api}${objects}/${encodeURIComponent(object)}?alt=media`, headers: {} }),
    create: (object, text) => ({
      method: "POST",
      url: `${api}/upload${objects}?uploadType=media&name=${encodeURIComponent(object)}&ifGenerationMatch=0`,
      headers: { "content-type": "application/json" },
      body: text,
    }),
    isThere: (status) => status === 412,
  };
}
