import { z } from "zod";
import { type Cloud, clouds } from "../../core/cloud";

/** Where a stack's state lies: a key in a bucket or storage account, in a region of a cloud. */
export interface StateAddress {
  readonly cloud: Cloud;
  readonly region: string;
  readonly bucket: string;
  /** As the stack's backend says it: `<stack>.tfstate`, and `<stack>` on GCS. May have slashes in it. */
  readonly key: string;
}

const prefix = "/state/";

/** The path at which the server keeps a state. */
export function statePath({ cloud, region, bucket, key }: StateAddress): string {
  const parts = [cloud, region, bucket, ...key.split("/")];
  return `${prefix}${parts.map(encodeURIComponent).join("/")}`;
}

const partsShape = z.tuple([z.enum(clouds), z.string().min(1), z.string().min(1)]).rest(z.string().min(1));

/** What a path means; undefined when it is none of {@link statePath}. */
export function readStatePath(path: string): StateAddress | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const { data } = partsShape.safeParse(decoded(path.slice(prefix.length).split("/")));
  if (data === undefined || data.length === 3) return undefined;
  const [cloud, region, bucket, ...key] = data;
  return { cloud, region, bucket, key: key.join("/") };
}

function decoded(parts: readonly string[]): readonly string[] | undefined {
  try {
    return parts.map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The stack whose state it is, by its key. */
export function stackAt({ key }: StateAddress): string {
  return key.slice(key.lastIndexOf("/") + 1).replace(/[.]tfstate$/, "");
}
