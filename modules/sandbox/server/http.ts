import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** A request, as far as anybody here looks at it. */
export interface Request {
  readonly method: string;
  /** Without the question mark and what follows; still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** The MD5 that the sender says the body has, in base64. */
  readonly digest: string | undefined;
}

/** What is answered. */
export interface Answer {
  readonly status: number;
  /** JSON when it is no text. @default "" */
  readonly body?: unknown;
}

/** The largest body that is read: a state of some hundred stacks. */
const maximum = 64 * 1024 * 1024;

/** The body of a request; undefined when it is larger than anything that belongs here. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes: unknown = chunk;
    if (!(bytes instanceof Uint8Array)) throw new TypeError("a request is read as text; it must be read as bytes");
    size += bytes.byteLength;
    if (size > maximum) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Whether two texts are the same, in a time that does not tell how far they are. */
export function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

const hosts = new Set(["127.0.0.1", "localhost"]);

/** Whether a request was meant for this machine. A web page whose name was made to lead here says its own name. */
export function isLocal(host = ""): boolean {
  return hosts.has(host.replace(/:\d+$/, ""));
}
