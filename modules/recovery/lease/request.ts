import { z } from "zod";
import { fetched } from "../operators/unanswered";

/** A request to an object store, before it says who asks. */
export interface ObjectRequest {
  readonly method: "GET" | "PUT" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back. */
export interface ObjectAnswer {
  readonly status: number;
  readonly body: string;
}

/** How requests reach a store. */
export interface ObjectAccess {
  /** Says who asks, at the moment of asking: the headers that are sent. @throws Error when nobody is signed in */
  readonly sign: (request: ObjectRequest) => Promise<Readonly<Record<string, string>>>;
  /** @default - the `fetch` of Node */
  readonly fetch?: typeof fetch;
  /** How long one request may take, milliseconds: a region that is lost takes connections in and says nothing. @default 5,000 */
  readonly patience?: number;
}

/** @throws PassingError when nobody answers; whatever signing throws */
export async function ask(request: ObjectRequest, access: ObjectAccess): Promise<ObjectAnswer> {
  const { fetch: send = fetch, patience = 5_000 } = access;
  const { method, url, body } = request;
  const { origin, pathname } = new URL(url);
  const whom = `${method} ${origin}${pathname}`;
  const headers = await access.sign(request);
  return fetched(whom, patience, new AbortController().signal, async (signal) => {
    const content = body === undefined ? {} : { body };
    const response = await send(url, { method, headers, signal, redirect: "manual", ...content });
    return { status: response.status, body: await response.text() };
  });
}

const google = z.object({
  error: z.object({
    message: z.string(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

function fromJson(body: string): readonly string[] | undefined {
  try {
    const { data } = google.safeParse(JSON.parse(body));
    return data && [data.error.errors?.[0]?.reason ?? "", data.error.message];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const element = (body: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? "";

/** The vendor's own code and words in an error: S3 and Azure speak XML, Google JSON. Nothing else of what it sent is told. */
export function wordsOf({ body }: ObjectAnswer): { readonly code: string; readonly message: string } {
  const [code = "", message = ""] = fromJson(body) ?? [element(body, "Code"), element(body, "Message")];
  return { code, message: (message.split("\n")[0] ?? "").trim() };
}
