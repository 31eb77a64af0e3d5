import type { z } from "zod";
import { bearer, type Identity } from "./certificate";
import { codeOf, messageOf } from "../../core/failure";

/** The superuser that the sandbox itself uses: it has no password, and its bearer a certificate. */
export const ourselves = "sandbox";

/** An open connection to one server. */
export interface Session {
  readonly run: (sql: string) => Promise<void>;
  /** The first row, as the shape wants it. */
  readonly first: <Row>(shape: z.ZodType<Row>, sql: string, values?: readonly string[]) => Promise<Row>;
}

/** Which server, and as whom. */
export interface Connection {
  readonly port: number;
  readonly identity: Identity;
  /** @default "postgres" */
  readonly database?: string;
}

/** How long a server on this machine may take to answer a greeting. */
const patience = 10_000;

/** What the system, or PostgreSQL itself, says of a server that starts, stops or has stopped. */
const away = new Set<unknown>(["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03"]);

/** What is promised, or undefined when the server that was asked does not take part just now. */
export async function unlessAway<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (away.has(codeOf(error)) || messageOf(error).trim().startsWith("Connection terminated")) return undefined;
    throw error;
  }
}

/**
 * Lets `work` use a connection, closed afterwards.
 * @throws Error with PostgreSQL's or the system's own words, when there is no connection or it is lost
 */
export async function connected<Result>(
  { port, identity, database = "postgres" }: Connection,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  // Loaded when it is needed: most commands about a sandbox ask none of its databases.
  const { Client } = await import("pg");
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: ourselves,
    database,
    application_name: bearer,
    connectionTimeoutMillis: patience,
    ssl: { ca: identity.authority, cert: identity.certificate, key: identity.key },
  });
  let lost: Error | undefined;
  client.on("error", (error) => {
    lost = error;
  });
  await client.connect();
  try {
    const result = await work({
      run: async (sql) => {
        await client.query(sql);
      },
      first: async (shape, sql, values = []) => {
        const { rows } = await client.query<Record<string, unknown>>(sql, [...values]);
        return shape.parse(rows[0]);
      },
    });
    if (lost !== undefined) throw lost;
    return result;
  } finally {
    await client.end();
  }
}
