import type { IncomingMessage, Server } from "node:http";

/** Where a server that listens can be reached, as a URL without a path. @throws Error when it does not listen */
export function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return `http://127.0.0.1:${address.port}`;
}

/** Listens on the loopback interface, on a port that is free. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return addressOf(server);
}

/** Ends a server, and what is connected to it. */
export async function end(server: Server): Promise<void> {
  const ended = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await ended;
}

/** All of what a request brings. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of request) chunks.push(String(chunk));
  return chunks.join("");
}
