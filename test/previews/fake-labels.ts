import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { bodyOf, end, listen } from "../support/loopback";
import { z } from "zod";
import type { Fault } from "../review/fake-forge";

/** A pull request as this server has it. */
export interface Pull {
  readonly number: number;
  readonly state: "open" | "closed" | "merged" | "locked";
  /** When it was closed or merged. */
  readonly closed?: string;
  readonly labels: Set<string>;
  /** @default true; an issue of GitHub's is none */
  readonly isPull?: boolean;
}

const githubLabels = z.strictObject({ labels: z.array(z.string()) });
const gitlabLabels = z.strictObject({ add_labels: z.string().optional(), remove_labels: z.string().optional() });

const asGithub = ({ number, state, closed, isPull = true }: Pull) => ({
  number,
  state: state === "open" || state === "locked" ? "open" : "closed",
  closed_at: closed ?? null,
  ...(isPull && { pull_request: { url: "" } }),
});

const asGitlab = ({ number, state, closed }: Pull) => ({
  iid: number,
  state: state === "open" ? "opened" : state,
  closed_at: state === "closed" ? (closed ?? null) : null,
  merged_at: state === "merged" ? (closed ?? null) : null,
});

/** As much of GitHub's and GitLab's APIs as labels need, on the loopback interface, with faults planted in order. */
export class FakeLabels {
  pulls: Pull[] = [];
  faults: Fault[] = [];
  readonly seen: string[] = [];
  private readonly server: Server;

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

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const { method = "" } = request;
    this.seen.push(`${method} ${url.pathname}${url.search}`);
    if (this.faults.shift()?.(request, response) === "answered") return;
    const text = await bodyOf(request);
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const say = (status: number, answer: unknown, headers: Readonly<Record<string, string>> = {}) => {
      response.writeHead(status, headers);
      response.end(JSON.stringify(answer));
    };
    const isGitlab = url.pathname.includes("/merge_requests");
    if (method === "GET") {
      const [page, size] = [Number(url.searchParams.get("page")), Number(url.searchParams.get("per_page"))];
      const wanted = url.searchParams.get("labels") ?? "";
      const all =
        url.searchParams.get("state") === "all" ? this.pulls : this.pulls.filter((pull) => pull.state === "open");
      const found = all
        .filter(({ labels }) => labels.has(wanted))
        .map((one) => (isGitlab ? asGitlab(one) : asGithub(one)));
      const link: Readonly<Record<string, string>> =
        page * size < found.length ? { link: `<${url.origin}/else>; rel="next"` } : {};
      say(200, found.slice((page - 1) * size, page * size), link);
      return;
    }
    const [, number, label] = /\/(?:issues|merge_requests)\/(\d+)(?:\/labels(?:\/(.+))?)?$/.exec(url.pathname) ?? [];
    const pull = this.pulls.find((one) => one.number === Number(number));
    if (pull === undefined || (label !== undefined && !pull.labels.delete(label))) {
      say(404, { message: "Not Found" });
      return;
    }
    if (method === "POST") for (const added of githubLabels.parse(body).labels) pull.labels.add(added);
    if (method === "PUT") {
      const { add_labels: added, remove_labels: removed } = gitlabLabels.parse(body);
      if (added !== undefined) pull.labels.add(added);
      if (removed !== undefined) pull.labels.delete(removed);
    }
    say(200, {});
  }
}
