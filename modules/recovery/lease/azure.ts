import { blobContainer, type StateStore } from "../../core/state-store";
import type { ObjectApi } from "./objects";
import { elements } from "./xml";

/** Of the Blob service's REST API: it knows tokens of Entra ID, and all that is asked for here. */
const version = { "x-ms-version": "2023-11-03" } as const;

/**
 * The container of a storage account. `If-None-Match: *` is answered with 409 BlobAlreadyExists where there is a blob of that
 * name, or with 412 (Blob service REST API, "Specifying conditional headers").
 */
export function azureObjects({ name, region }: StateStore): ObjectApi {
  const container = `https://${name}.blob.core.windows.net/${blobContainer}`;
  const blob = (path: string) => `${container}/${path.split("/").map(encodeURIComponent).join("/")}`;
  return {
    place: `${container} in ${region}`,
    list: (prefix, page) => {
      const next = page === undefined ? "" : `&marker=${encodeURIComponent(page)}`;
      const query = `restype=container&comp=list&prefix=${encodeURIComponent(prefix)}${next}`;
      return { method: "GET", url: `${container}?${query}`, headers: version };
    },
    page: (body) => {
      if (!body.includes("<EnumerationResults")) throw new Error("no EnumerationResults");
      const [next = ""] = elements(body, "NextMarker");
      return { names: elements(body, "Name"), next: next === "" ? undefined : next };
    },
    read: (path) => ({ method: "GET", url: blob(path), headers: version }),
    create: (path, text) => ({
      method: "PUT",
      url: blob(path),
      headers: {
        ...version,
        "content-type": "application/json",
        "if-none-match": "*",
        "x-ms-blob-type": "BlockBlob",
      },
      body: text,
    }),
    isThere: (status, code) => status === 412 || (status === 409 && code === "BlobAlreadyExists"),
  };
}
