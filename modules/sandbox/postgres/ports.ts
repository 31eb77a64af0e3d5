import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections: one of those could take a stopped server's. */
const range = { first: 20_000, last: 29_999 } as const;

async function free(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A port of 127.0.0.1 on which nothing listens, and which nobody was given.
 * @param given - those that are kept for somebody, grows by the answer
 * @throws Error when there is none left
 */
export async function choosePort(given: Set<number>): Promise<number> {
  const count = range.last - range.first + 1;
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step += 1) {
    const port = range.first + ((start + step) % count);
    if (given.has(port)) continue;
    given.add(port);
    if (await free(port)) return port;
    given.delete(port);
  }
  throw new Error(`every port from ${range.first} to ${range.last} of 127.0.0.1 is taken; stop what listens there`);
}
