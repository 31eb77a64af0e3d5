import { composeSandbox } from "../sandbox";
import { startServer } from "./start";

const [, , folder = ""] = process.argv;

const write = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`);
const told = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Serves until it is asked to stop. What it writes goes to the sandbox's log. */
async function main(): Promise<void> {
  const server = await startServer(folder, { compose: composeSandbox, onFault: (error) => write(told(error)) });
  write(`process ${process.pid} is up at ${server.runtime.address}`);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(signal, () => {
      write(`asked to stop, by ${signal}`);
      void server.stop();
    });
  await server.stopped;
  write("has stopped");
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    write(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
