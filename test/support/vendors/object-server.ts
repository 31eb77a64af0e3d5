import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { addressOf, bodyOf, end, listen } from "../loopback";

/** A request as an object store got it. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What an object store answers. */
export interface Said {
  readonly status: number;
  readonly body: string;
}

/** What a request means, whichever cloud's it is. */
export type Wish =
  | { readonly do: "list"; readonly prefix: string; readonly page: string | null }
  | { readonly do: "read"; readonly name: string }
  | { readonly do: "create"; readonly name: string; readonly onlyNew: boolean };

/** How one cloud's object store is spoken to. */
export interface Dialect {
  readonly wish: (asked: Asked) => Wish;
  readonly listed: (names: readonly string[], next: string | undefined) => string;
  readonly error: (kind: "there" | "missing" | "not allowed" | "throttled" | "conflict") => Said;
}

/** What goes wrong with a request, and how often. `cut`: the connection ends without an answer; `silence`: it stays. */
interface Fault {
  readonly when: "before its effect" | "after its effect";
  readonly answer: Said | "cut" | "silence";
  readonly of: Wish["do"];
  times: number;
}

const sentTo = "x-sent-to";

/** An object store on the loopback interface, which lists two names a page. */
export class ObjectServer {
  readonly asked: Asked[] = [];
  readonly objects = new Map<string, string>();
  /** Called before a request has its effect: another machine may be quicker. */
  before: (wish: Wish) => void = () => undefined;
  private readonly faults: Fault[] = [];
  private readonly server: Server = createServer((request, response) => void this.take(request, response));

  constructor(private readonly dialect: Dialect) {}

  /** `fetch`, but that every request comes here. */
  readonly fetch: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = { ...Object.fromEntries(new Headers(init?.headers)), [sentTo]: url.href };
    return fetch(`${addressOf(this.server)}/`, { ...init, headers });
  };

  async open(): Promise<void> {
    await listen(this.server);
  }

  close(): Promise<void> {
    return end(this.server);
  }

  plant(fault: Fault): void {
    this.faults.push({ ...fault });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { [sentTo]: to, ...all } = request.headers;
    const headers = Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, typeof value === "string" ? value : undefined]),
    );
    const asked = { method: request.method ?? "", url: new URL(String(to)), headers, body };
    this.asked.push(asked);
    const wish = this.dialect.wish(asked);
    const fault = this.faults.find(({ times, of }) => times > 0 && of === wish.do);
    if (fault !== undefined) fault.times -= 1;
    this.before(wish);
    const said = fault?.when === "before its effect" ? undefined : this.answer(wish, asked.body);
    const answer = fault?.answer ?? said;
    if (answer === "cut") request.socket.destroy();
    else if (answer !== undefined && answer !== "silence") {
      response.writeHead(answer.status);
      response.end(answer.body);
    }
  }

  private answer(wish: Wish, body: string): Said {
    switch (wish.do) {
      case "list": {
        const names = [...this.objects.keys()].filter((name) => name.startsWith(wish.prefix)).toSorted();
        const first = Number(wish.page?.replace(/^page /, "") ?? 0);
        const next = first + 2 < names.length ? `page ${first + 2}` : undefined;
        return { status: 200, body: this.dialect.listed(names.slice(first, first + 2), next) };
      }
      case "read": {
        const found = this.objects.get(wish.name);
        return found === undefined ? this.dialect.error("missing") : { status: 200, body: found };
      }
      case "create":
        if (wish.onlyNew && this.objects.has(wish.name)) return this.dialect.error("there");
        this.objects.set(wish.name, body);
        return { status: 201, body: "" };
    }
  }
}
