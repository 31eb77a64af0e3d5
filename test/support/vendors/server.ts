import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { addressOf, bodyOf, end, listen } from "../loopback";
import { NotThere, UnderWay } from "./pair";

/** A request as the vendor got it. */
export interface Received {
  /** Method, place and path: `POST rds us-west-2 /`, or `GET https://dns.googleapis.com/dns/v1/…`. */
  readonly line: string;
  /** From JSON, or from a form. Undefined: there was none. */
  readonly body: unknown;
}

/** What a vendor answers. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type: "application/json" | "text/xml" | "text/html";
}

/** An answer as JSON. */
export const json = (body: unknown, status = 200): Answer => ({
  status,
  body: JSON.stringify(body),
  type: "application/json",
});

/** What goes wrong with a request, and how often. `cut`: the connection ends without an answer; `silence`: it stays. */
export interface Fault {
  readonly when: "before its effect" | "after its effect";
  readonly answer: ((received: Received) => Answer) | "cut" | "silence";
  readonly times: number;
  /** @default - orders alone: questions are answered */
  readonly of?: "questions" | ((received: Received) => boolean);
}

/** A vendor: how it answers, and which requests change something. */
export interface Vendor {
  readonly answer: (received: Received) => Answer;
  readonly isOrder: (received: Received) => boolean;
  /** How it answers that something is not there. */
  readonly missing: (name: string, received: Received) => Answer;
  /** How it answers that it is at work on another order. */
  readonly busy: (received: Received) => Answer;
}

/** The header in which a request that is sent here instead says where it was sent. */
const sentTo = "x-sent-to";

/** AWS: service and region stand in what a request is signed for, the method of a JSON protocol in a header of its own. */
function lineOf({ method = "", url = "", headers }: IncomingMessage): string {
  const elsewhere = headers[sentTo];
  if (typeof elsewhere === "string") return `${method} ${elsewhere}`;
  const [, region = "", service = ""] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  const target = headers["x-amz-target"];
  return [method, service, region, url, ...(typeof target === "string" ? [target] : [])].join(" ");
}

function valuesOf(text: string): unknown {
  if (text === "") return undefined;
  return text.startsWith("{") ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

/** A vendor's API on the loopback interface, which keeps what it was sent and fails as it is told to. */
export class VendorServer {
  readonly received: Received[] = [];
  private readonly faults: { readonly fault: Fault; left: number }[] = [];
  private readonly server: Server = createServer((request, response) => void this.take(request, response));

  constructor(private readonly vendor: Vendor) {}

  get address(): string {
    return addressOf(this.server);
  }

  get orders(): readonly Received[] {
    return this.received.filter((one) => this.vendor.isOrder(one));
  }

  /** `fetch`, but that every request comes here. */
  readonly fetch: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = { ...Object.fromEntries(new Headers(init?.headers)), [sentTo]: decodeURI(url.href) };
    return fetch(`${this.address}${url.pathname}`, { ...init, headers });
  };

  private isMeant({ of = this.vendor.isOrder }: Fault, received: Received): boolean {
    return of === "questions" ? !this.vendor.isOrder(received) : of(received);
  }

  plant(fault: Fault): void {
    this.faults.push({ fault, left: fault.times });
  }

  async open(): Promise<void> {
    await listen(this.server);
  }

  close(): Promise<void> {
    return end(this.server);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = { line: lineOf(request), body: valuesOf(await bodyOf(request)) };
    this.received.push(received);
    const planted = this.faults.find(({ left, fault }) => left > 0 && this.isMeant(fault, received));
    if (planted === undefined) {
      this.say(response, this.answer(received));
      return;
    }
    planted.left -= 1;
    const { when, answer } = planted.fault;
    if (when === "after its effect") this.answer(received);
    if (answer === "cut") request.socket.destroy();
    else if (answer !== "silence") this.say(response, answer(received));
  }

  private answer(received: Received): Answer {
    try {
      return this.vendor.answer(received);
    } catch (error) {
      if (error instanceof NotThere) return this.vendor.missing(error.message, received);
      if (error instanceof UnderWay) return this.vendor.busy(received);
      throw error;
    }
  }

  private say(response: ServerResponse, { status, body, type }: Answer): void {
    response.writeHead(status, { "content-type": type });
    response.end(body);
  }
}
