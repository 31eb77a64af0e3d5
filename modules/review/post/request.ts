import { types } from "node:util";
import { z } from "zod";
import { messageOf } from "../../core/failure";
import type { Clock } from "../../recovery/run/clock";
import { NotAllowed, PostingFailed, Temporary } from "./problems";

/** Where requests go, and with what. */
export interface Wire {
  /** Without a slash at its end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Never part of a message, whatever a server says. */
  readonly token: string;
  readonly clock: Clock;
  /** How long one request may take, milliseconds. */
  readonly timeout: number;
}

/** What a server answered, when it did what it was asked for. */
interface Answer {
  readonly json: unknown;
  /** Whether there are more pages. */
  readonly hasNext: boolean;
}

/** GitHub: without another word, a secondary limit wants a minute. */
const unsaidWait = 60_000;

/** Pages of a hundred each; a list with more is not one to look through. */
const mostPages = 100;

/** How long a server that has enough of requests wants to be left alone, milliseconds; undefined when it is not about that. */
function limitWait(status: number, headers: Headers, said: string, now: Date): number | undefined {
  const isLimit =
    status === 429 ||
    (status === 403 &&
      (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0" || /rate limit/i.test(said)));
  if (!isLimit) return undefined;
  const after = headers.get("retry-after");
  if (after !== null) {
    const wait = /^\d+$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - now.getTime();
    if (Number.isFinite(wait)) return Math.max(0, wait);
  }
  const reset = Number(headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset") ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(0, reset * 1000 - now.getTime()) : unsaidWait;
}

/** `fetch` says little itself; what it knows is in the cause. */
const reasonOf = (error: unknown) =>
  types.isNativeError(error) && error.cause !== undefined
    ? `${error.message}: ${messageOf(error.cause)}`
    : messageOf(error);

const messageShape = z.object({ message: z.unknown() });

/** What a server says of a refusal, short, and without the token. */
function saidIn(text: string, token: string): string {
  try {
    const { message } = messageShape.parse(JSON.parse(text));
    const said = typeof message === "string" ? message : JSON.stringify(message);
    return said.slice(0, 200).replaceAll(token, "(token)");
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return "";
    throw error;
  }
}

/**
 * One request, one answer: nothing is tried again here.
 * @throws NotAllowed, Temporary, PostingFailed
 */
export async function request(wire: Wire, method: string, path: string, body?: unknown): Promise<Answer> {
  const { url, headers, token, clock, timeout } = wire;
  const what = `${method} ${path.replace(/\?.*/, "")}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A redirect would turn a POST into a GET, and could lead the token elsewhere.
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    text = await response.text();
  } catch (error) {
    throw new Temporary(`${what} did not reach the server: ${reasonOf(error)}`.replaceAll(token, "(token)"), undefined);
  }
  const { status } = response;
  const said = saidIn(text, token);
  const answered = `${what} was answered with ${status}${said === "" ? "" : `, "${said}"`}`;
  const wait = limitWait(status, response.headers, said, clock.now());
  if (wait !== undefined) throw new Temporary(`${answered}: too many requests`, wait);
  if (status === 401 || status === 403) throw new NotAllowed(answered);
  if (status >= 500 || status === 408) throw new Temporary(answered, undefined);
  if (status < 200 || status >= 300) throw new PostingFailed(`${answered}; check the repository and the number`);
  return { json: parsed(text, what), hasNext: /;\s*rel="?next"?/.test(response.headers.get("link") ?? "") };
}

function parsed(text: string, what: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    // A proxy's page in the place of an answer; the next request may get through.
    throw new Temporary(`${what} was answered with something that is no JSON: ${messageOf(error)}`, undefined);
  }
}

/** What was answered, in the form that it must have. @throws PostingFailed when it has another */
export function shaped<Shape>(shape: z.ZodType<Shape>, json: unknown, what: string): Shape {
  const { success, data, error } = shape.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  throw new PostingFailed(
    `${what} is not what this API promises: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}; is the API's URL right?`,
  );
}

/** Everything on all pages of a list. @throws PostingFailed when there is no end of it */
export async function pages<Item>(wire: Wire, path: string, item: z.ZodType<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  const start = `${path}${path.includes("?") ? "&" : "?"}per_page=100`;
  for (let page = 1; page <= mostPages; page++) {
    const { json, hasNext } = await request(wire, "GET", `${start}&page=${page}`);
    items.push(...shaped(z.array(item), json, `GET ${path}`));
    if (!hasNext) return items;
  }
  throw new PostingFailed(`GET ${path} has more than ${mostPages} pages; delete some of what is listed`);
}
