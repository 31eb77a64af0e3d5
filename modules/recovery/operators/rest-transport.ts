import { z } from "zod";
import { PassingError } from "../contract";
import { text, type Transport, type VendorCall } from "./transport";
import { fetched, overQuota, temporaryStatuses, withoutCredentials } from "./unanswered";

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
  /** How long one request may take, milliseconds. @default 20,000 */
  readonly patience?: number;
}

/** Here a conflict is of two orders that met, and passes as well. */
const passing: ReadonlySet<number> = new Set([...temporaryStatuses, 409]);

/**
 * Codes that pass whatever their status: another operation holds the server or the cluster (terraform-provider-google#4370,
 * forseti-security#1493; azure-postgresql#134), or Google counts requests with 403.
 */
const busy: ReadonlySet<string> = new Set(["operationInProgress", ...overQuota, "ServerBusy", "ServerIsBusy"]);

/** Codes that do not pass although their status may: the server is what it is (Cloud SQL, "Admin API error codes"). */
const settled: ReadonlySet<string> = new Set(["invalidState", "alreadyExists", "instanceAlreadyExists"]);

/** GKE says this with 400: "Cluster is running incompatible operation operation-…". */
const incompatible = "running incompatible operation";

function texts(input: VendorCall["input"]): Readonly<Record<string, string>> {
  const entries = Object.entries(input).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, encodeURIComponent(value)] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** An error's body: Google's code is the status again, and the reason stands in its list; AKS puts no `error` around it. */
const problem = z.object({
  code: z.union([z.string(), z.number()]).optional(),
  message: z.string(),
  errors: z.array(z.object({ reason: text })).optional(),
});
const problems = z.union([z.object({ error: problem }).transform(({ error }) => error), problem]);

function refused(method: string, { status, answer }: Answer): Error {
  const { data } = problems.safeParse(answer);
  const code = data?.errors?.[0]?.reason ?? (typeof data?.code === "string" ? data.code : "");
  const said = data?.message ?? (typeof answer === "string" ? answer.slice(0, 200) : JSON.stringify(answer));
  const message = [`${method}: ${status}`, ...(code === "" ? [] : [`${code}:`]), said].join(" ");
  const mayPass = (passing.has(status) && !settled.has(code)) || busy.has(code) || said.includes(incompatible);
  return mayPass ? new PassingError(message) : new Error(message);
}

/** What came back: JSON, or whatever text it was. */
interface Answer {
  readonly status: number;
  readonly answer: unknown;
}

function parsed(said: string): unknown {
  try {
    return said === "" ? {} : JSON.parse(said);
  } catch (error) {
    if (error instanceof SyntaxError) return said;
    throw error;
  }
}

async function request(
  { fetch: ask = fetch, patience = 20_000 }: RestApi,
  token: string,
  call: RestRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
  return fetched(call.url, patience, signal, async (limit) => {
    const response = await ask(call.url, { method: call.method, headers, signal: limit, ...body });
    return { status: response.status, answer: parsed(await response.text()) };
  });
}

const isWell = (status: number) => status >= 200 && status < 300;

/** Calls of a vendor's REST API, as JSON with a bearer token. */
export function restTransport(api: RestApi): Transport {
  const token = async (method: string) => {
    try {
      return await api.token();
    } catch (error) {
      throw withoutCredentials(method, error);
    }
  };
  return {
    send: async ({ method, input }, signal) => {
      const write = api.methods[method];
      if (write === undefined)
        throw new Error(`no request is known for ${method}; the methods are ${Object.keys(api.methods).join(", ")}`);
      const came = await request(api, await token(method), write(texts(input), input), signal);
      if (!isWell(came.status)) throw refused(method, came);
      if (typeof came.answer !== "string") return came.answer;
      throw new PassingError(`${method} answered ${came.status} and no JSON: ${came.answer.slice(0, 200)}`);
    },
  };
}
