/** What a database server is doing. */
export interface ServerStatus {
  readonly name: string;
  /** Takes writes, or follows another server. */
  readonly role: "primary" | "replica";
  readonly running: boolean;
  /** On 127.0.0.1; chosen free when the server is made, and kept. */
  readonly port: number;
  /** The server that a replica follows. */
  readonly source: string | null;
  /** How far a running replica is behind what it knows of its source; null for a primary, and when it does not answer. */
  readonly lag: { readonly seconds: number; readonly bytes: number } | null;
}

/** Real PostgreSQL servers on this machine: what the databases of the simulated clouds are made of. */
export interface DatabaseServers {
  /** A new empty primary whose superuser is `understudy`, TLS only, with the database `app` in it. */
  readonly createPrimary: (name: string) => Promise<void>;
  /** A streaming replica of a running primary. */
  readonly createReplica: (name: string, source: string) => Promise<void>;
  /** Sets a user's password, making the user if there is none. The value is neither stored nor logged. */
  readonly setPassword: (name: string, user: string, password: string) => Promise<void>;
  /** Whether a running replica replays what it receives, or falls behind. A promotion lets it go on by itself. */
  readonly setReplay: (name: string, replay: "on" | "held") => Promise<void>;
  /** Stops at once, as a region that loses power does: nothing is flushed, no connection is closed in order. */
  readonly kill: (name: string) => Promise<void>;
  readonly start: (name: string) => Promise<void>;
  /** Makes a replica a primary, whatever its source has that it has not. */
  readonly promote: (name: string) => Promise<void>;
  /** Exchanges the roles of a running pair without losing a write: the replica takes everything before it is promoted. */
  readonly switchover: (primary: string, replica: string) => Promise<void>;
  /** Makes a server that was left behind follow `source`: what it alone had is lost, and told by its return: bytes of WAL. */
  readonly rejoin: (name: string, source: string) => Promise<number>;
  readonly remove: (name: string) => Promise<void>;
  readonly status: (name: string) => Promise<ServerStatus | undefined>;
  readonly list: () => readonly string[];
  /** Whoever connects must trust this certificate, PEM. */
  readonly certificate: string;
  /** Ends every server's process; all of them can be started again. */
  readonly stopAll: () => Promise<void>;
}
