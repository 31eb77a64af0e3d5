import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { hasCode } from "../store/error-code";
import { type Answer, isLocal, isSame, readBody, type Request } from "./http";

/** What a server listens for. */
export interface Handlers {
  readonly token: string;
  readonly state: (request: Request) => Promise<Answer>;
  readonly control: (request: Request) => Promise<Answer>;
  /** Told of what should not have happened. */
  readonly onFault: (error: unknown) => void;
}

/** A server that answers on this machine. */
export interface Listening {
  /** `http://127.0.0.1:<port>`. */
  readonly address: string;
  readonly port: number;
  /** Answers what is under way, and then nothing more. */
  readonly close: () => Promise<void>;
}

/** What the sender of an Authorization header must have written. */
const credentials = {
  state: (token: string) => `Basic ${Buffer.from(`sandbox:${token}`).toString("base64")}`,
  control: (token: string) => `Bearer ${token}`,
} as const;

type Area = keyof typeof credentials;

const areaOf = (path: string): Area | undefined => {
  if (path.startsWith("/state/")) return "state";
  return path.startsWith("/control/") ? "control" : undefined;
};

async function answerTo(incoming: IncomingMessage, handlers: Handlers): Promise<Answer> {
  const { headers, method = "GET", url = "/" } = incoming;
  if (!isLocal(headers.host)) return { status: 403, body: "a sandbox answers to 127.0.0.1 and localhost alone" };
  const [path = "", query = ""] = url.split("?", 2);
  const area = areaOf(path);
  if (area === undefined) return { status: 404, body: "a sandbox has /state/ and /control/" };
  if (!isSame(headers.authorization ?? "", credentials[area](handlers.token)))
    return { status: 401, body: "this needs the token that understudy sandbox up wrote into runtime.json" };
  const body = await readBody(incoming);
  if (body === undefined) return { status: 413, body: "this is larger than 64 MiB" };
  const { "content-md5": digest } = headers;
  const request: Request = {
    method,
    path,
    query: new URLSearchParams(query),
    body,
    digest: typeof digest === "string" ? digest : undefined,
  };
  return handlers[area](request);
}

function send(response: ServerResponse, { status, body = "" }: Answer): void {
  const isText = typeof body === "string";
  response.writeHead(status, {
    "content-type": isText ? "text/plain; charset=utf-8" : "application/json",
    // No connection is kept, so that none is in the way of stopping.
    connection: "close",
  });
  response.end(isText ? body : JSON.stringify(body));
}

async function respond(incoming: IncomingMessage, response: ServerResponse, handlers: Handlers): Promise<void> {
  try {
    send(response, await answerTo(incoming, handlers));
  } catch (error) {
    handlers.onFault(error);
    send(response, { status: 500, body: error instanceof Error ? error.message : String(error) });
  }
}

/** How long a request that is under way may take when the server stops, milliseconds. */
const patience = 5_000;

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      done();
    });
  });
}

/** Listens at a port, or at any when somebody else has that one. */
async function listenAt(server: Server, port: number): Promise<void> {
  try {
    await listen(server, port);
  } catch (error) {
    if (!hasCode(error, "EADDRINUSE", "EACCES")) throw error;
    await listen(server, 0);
  }
}

/** Serves the state backend and the control API on the loopback interface. @param port - the one wanted; 0 for any */
export async function serveHttp(port: number, handlers: Handlers): Promise<Listening> {
  const server = createServer((incoming, response) => void respond(incoming, response, handlers));
  await listenAt(server, port);
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the server has no port; it was closed meanwhile");
  return {
    address: `http://127.0.0.1:${bound.port}`,
    port: bound.port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        // Who has not sent its request by now is not waited for.
        setTimeout(() => server.closeAllConnections(), patience).unref();
      }),
  };
}
