import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { bodyOf, end, listen } from "../support/loopback";
import { z } from "zod";

/** A comment as this server has it; on GitLab the user's id is the author's. */
interface Kept {
  readonly id: number;
  body: string;
  readonly user: { readonly id: number; readonly login: string; readonly type: string };
}

/** Answers in place of the server; undefined lets it answer itself. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => "answered" | undefined;

/** An answer with this status, these headers and this text. */
export const answer =
  (status: number, headers: Readonly<Record<string, string>> = {}, body: unknown = { message: "planted" }): Fault =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
    return "answered";
  };

/** A connection that ends without an answer. */
export const dropped: Fault = (request) => {
  request.socket.destroy();
  return "answered";
};

const bodyShape = z.object({ body: z.string() });
const bot = { id: 1, login: "github-actions[bot]", type: "Bot" };

/** As much of GitHub's and GitLab's APIs as comments need, on the loopback interface, with faults planted in order. */
export class FakeForge {
  readonly comments: Kept[] = [];
  /** `POST /path`, in order. */
  readonly seen: string[] = [];
  /** Who the token is; undefined for an app's token on GitHub. */
  user: Kept["user"] | undefined = undefined;
  head = "0".repeat(40);
  /** What happens to the next requests, one each. */
  faults: Fault[] = [];
  private readonly server: Server;
  private next = 1;

  constructor() {
    this.server = createServer((request, response) => {
      void this.serve(request, response);
    });
  }

  start(): Promise<string> {
    return listen(this.server);
  }

  stop(): Promise<void> {
    return end(this.server);
  }

  add(body: string, user: Kept["user"] = bot): Kept {
    const kept = { id: this.next++, body, user };
    this.comments.push(kept);
    return kept;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    this.seen.push(`${request.method ?? ""} ${url.pathname}`);
    const fault = this.faults.shift();
    if (fault?.(request, response) === "answered") return;
    const text = await bodyOf(request);
    const isGitlab = url.pathname.includes("/merge_requests/");
    const id = Number(/\/(?:comments|notes)\/(\d+)$/.exec(url.pathname)?.at(1));
    const kept = this.comments.find((comment) => comment.id === id);
    const say = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
      response.writeHead(status, headers);
      response.end(status === 204 ? "" : JSON.stringify(body));
    };
    const shown = (comment: Kept) => ({ ...comment, system: false, author: comment.user });
    if (url.pathname === "/user") {
      if (this.user === undefined) say(403, { message: "Resource not accessible by integration" });
      else say(200, this.user);
    } else if (/\/pulls\/\d+$/.test(url.pathname)) say(200, { head: { sha: this.head } });
    else if (request.method === "GET") {
      const [page, size] = [Number(url.searchParams.get("page")), Number(url.searchParams.get("per_page"))];
      // GitLab lists the newest first.
      const all = isGitlab ? this.comments.toReversed() : this.comments;
      const items = all.slice((page - 1) * size, page * size).map(shown);
      const hasNext = page * size < all.length;
      say(200, items, hasNext ? { link: `<${url.origin}/else?page=${page + 1}>; rel="next"` } : {});
    } else if (request.method === "POST")
      say(201, shown(this.add(bodyShape.parse(JSON.parse(text)).body, this.user ?? bot)));
    else if (kept === undefined) say(404, { message: "Not Found" });
    else if (request.method === "DELETE") {
      this.comments.splice(this.comments.indexOf(kept), 1);
      say(204, null);
    } else {
      kept.body = bodyShape.parse(JSON.parse(text)).body;
      say(200, shown(kept));
    }
  }
}
