import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bearer } from "./certificate";
import { ourselves } from "./connection";
import { give } from "./account";
import type { Home } from "./home";

/** Small, quick to notice each other, and as durable as PostgreSQL is: what is lost in a drill is measured on these. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "30",
  shared_buffers: "16MB",
  max_wal_senders: "8",
  jit: "off",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  wal_level: "replica",
  wal_keep_size: "256MB",
  hot_standby: "on",
  recovery_target_timeline: "latest",
  wal_retrieve_retry_interval: "100ms",
  wal_receiver_status_interval: "1s",
  password_encryption: "scram-sha-256",
  log_statement: "none",
  // A statement that fails may hold somebody's secret.
  log_min_error_statement: "panic",
  ssl: "on",
} as const;

/** Three processes less for each server. */
const sinceEighteen = { io_method: "sync" } as const;

const access = [
  `hostssl all,replication ${ourselves} 127.0.0.1/32 cert map=sandbox`,
  "hostssl all all 127.0.0.1/32 scram-sha-256",
];

/** A value of postgresql.conf. */
const quoted = (value: string) => `'${value.replace(/\\/g, "\\\\").replace(/'/g, "''")}'`;

/** A value inside a connection string. */
const inner = (value: string) => `'${value.replace(/[\\']/g, "\\$&")}'`;

/** A server's own part of its configuration. */
export interface Configuration {
  readonly name: string;
  readonly port: number;
  /** Where the server that it follows listens, if it follows one. */
  readonly sourcePort: number | undefined;
}

function follow({ identity }: Home, { name, sourcePort }: Configuration): string {
  if (sourcePort === undefined) return "";
  const [authority, certificate, key] = [identity.authorityFile, identity.certificateFile, identity.keyFile].map(inner);
  return [
    `host=127.0.0.1 port=${sourcePort} user=${ourselves} application_name=${inner(name)}`,
    `sslmode=verify-full sslrootcert=${authority} sslcert=${certificate} sslkey=${key}`,
  ].join(" ");
}

/** Writes the configuration of the server whose data is in `data`, whatever was there. */
export function configure(home: Home, data: string, own: Configuration): void {
  const { authorityFile, certificateFile, keyFile } = home.identity;
  const all = {
    ...settings,
    ...(home.major >= 18 ? sinceEighteen : {}),
    port: String(own.port),
    cluster_name: own.name,
    ssl_cert_file: certificateFile,
    ssl_key_file: keyFile,
    ssl_ca_file: authorityFile,
    primary_conninfo: follow(home, own),
  };
  const files = {
    "postgresql.conf": Object.entries(all).map(([name, value]) => `${name} = ${quoted(value)}`),
    "pg_hba.conf": access,
    "pg_ident.conf": [`sandbox ${bearer} ${ourselves}`],
  };
  for (const [name, lines] of Object.entries(files)) {
    const file = join(data, name);
    writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    give(file, home.account);
  }
}
