import { Socket } from "node:net";
import type { ClientConfig } from "pg";
import { within } from "../run/within";

/** One connection to the database that a group's name leads to. */
export interface ProbeConnection {
  /** @throws Error with the server's SQLSTATE as `code` when it answered with an error; any other when it did not answer */
  readonly query: (text: string, values: readonly (string | number)[]) => Promise<readonly object[]>;
  /** Lets go at once, whether or not anybody is at the other end. */
  readonly destroy: () => void;
}

/** Opens a connection through the group's name, resolved anew each time. Gives up when the signal fires. */
export type Connect = (signal: AbortSignal) => Promise<ProbeConnection>;

/**
 * Connects with `pg`.
 * @param address - where the group's name leads now, with user, password and the certificates to trust; asked every time
 */
export function connectWithPg(address: (signal: AbortSignal) => Promise<ClientConfig>): Connect {
  return async (signal) => {
    // Loaded when it is needed: most commands ask no database.
    const { Client } = await import("pg");
    const config = await within(signal, () => address(signal));
    // Our own socket: the one thing that can be let go of without an answer from a host that is gone.
    const socket = new Socket();
    const client = new Client({ ...config, stream: () => socket });
    const destroy = () => void socket.destroy();
    // Without a listener, a connection that is lost while nothing is asked would end the process. The next query tells.
    client.on("error", destroy);
    try {
      await within(signal, () => client.connect());
    } catch (error) {
      destroy();
      throw error;
    }
    return {
      query: async (text, values) => {
        const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
        return rows;
      },
      destroy,
    };
  };
}
