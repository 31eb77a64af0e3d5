import { PassingError } from "../contract";
import type { Transport, VendorCall } from "./transport";

/** What a call becomes on the wire. */
export interface RestRequest {
  readonly method: "GET" | "POST" | "PATCH" | "PUT";
  readonly url: string;
  readonly body?: unknown;
}

/** How a method's input is written as a request. */
export type RestMethod = (input: Readonly<Record<string, string>>, whole: VendorCall["input"]) => RestRequest;

/** What a REST API needs besides its methods. */
export interface RestApi {
  readonly methods: Readonly<Record<string, RestMethod>>;
  /** A bearer token that is valid now. */
  readonly token: () => Promise<string>;
  /** @default - the `fetch` of Node */
  readonly fetch?: typeof fetch;
}

/** Too many requests, and what vendors call temporary (google.rpc.Code; Azure Resource Manager, "Throttling"). */
const passing: ReadonlySet<number> = new Set([408, 409, 429, 500, 502, 503, 504]);

function texts(input: VendorCall["input"]): Readonly<Record<string, string>> {
  const entries = Object.entries(input).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, encodeURIComponent(value)] as const] : [],
  );
  return Object.fromEntries(entries);
}

async function answerOf(response: Response): Promise<unknown> {
  const said = await response.text();
  try {
    return said === "" ? {} : JSON.parse(said);
  } catch (error) {
    throw new PassingError(`${response.url} answered ${response.status} and no JSON: ${said.slice(0, 200)}`, {
      cause: error,
    });
  }
}

/** The vendor's sentence in an error's body, or all of it. */
function sentence(answer: unknown): string {
  const error: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, "error") : undefined;
  const message: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "message") : undefined;
  return typeof message === "string" ? message : JSON.stringify(answer);
}

async function request({ fetch: ask = fetch, token }: RestApi, call: RestRequest, signal: AbortSignal) {
  const headers = { authorization: `Bearer ${await token()}`, "content-type": "application/json" };
  const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
  try {
    return await ask(call.url, { method: call.method, headers, signal, ...body });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new PassingError(`${call.url} does not answer: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Calls of a vendor's REST API, as JSON with a bearer token. */
export function restTransport(api: RestApi): Transport {
  return {
    send: async ({ method, input }, signal) => {
      const write = api.methods[method];
      if (write === undefined)
        throw new Error(`no request is known for ${method}; the methods are ${Object.keys(api.methods).join(", ")}`);
      const response = await request(api, write(texts(input), input), signal);
      const answer = await answerOf(response);
      if (response.ok) return answer;
      const message = `${method}: ${response.status} ${sentence(answer)}`;
      throw passing.has(response.status) ? new PassingError(message) : new Error(message);
    },
  };
}
