import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Account, give } from "./account";

/** Longer than a sandbox lives. */
const years = 20;

/** Who the certificate says its bearer is: PostgreSQL lets it in as the sandbox's own superuser. */
export const bearer = "understudy-sandbox";

/** What the servers show, and what replicas and the sandbox itself log in with instead of a password. */
export interface Identity {
  /** Where the PEM of whom everybody trusts is: it has signed one certificate, and its key is nowhere. */
  readonly authorityFile: string;
  readonly certificateFile: string;
  /** Readable by PostgreSQL's account alone, and by us. */
  readonly keyFile: string;
  /** PEM */
  readonly authority: string;
  /** PEM */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
}

const filesIn = (place: string) => ({
  authorityFile: join(place, "authority.pem"),
  certificateFile: join(place, "certificate.pem"),
  keyFile: join(place, "key.pem"),
});

async function make({ authorityFile, certificateFile, keyFile }: ReturnType<typeof filesIn>): Promise<void> {
  // Loaded when it is needed: a sandbox makes one identity in its life.
  const { generate } = await import("selfsigned");
  const notAfterDate = new Date();
  notAfterDate.setFullYear(notAfterDate.getFullYear() + years);
  const options = { keyType: "ec", algorithm: "sha256", notAfterDate } as const;
  const authority = await generate([{ name: "commonName", value: `${bearer} authority` }], {
    ...options,
    extensions: [
      { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: "commonName", value: bearer }], {
    ...options,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true, clientAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  writeFileSync(authorityFile, authority.cert, { mode: 0o644 });
  writeFileSync(keyFile, leaf.private, { mode: 0o600 });
  // Last: with a certificate there is all that belongs to it.
  writeFileSync(certificateFile, leaf.cert, { mode: 0o644 });
}

/** The identity kept in a folder, for localhost and 127.0.0.1; made when there is none. */
export async function identityIn(folder: string): Promise<Identity> {
  const files = filesIn(folder);
  if (!existsSync(files.certificateFile)) await make(files);
  return {
    ...files,
    authority: readFileSync(files.authorityFile, "utf8"),
    certificate: readFileSync(files.certificateFile, "utf8"),
    key: readFileSync(files.keyFile, "utf8"),
  };
}

/** The same identity where PostgreSQL's account can read it. */
export function lend(identity: Identity, place: string, account: Account | undefined): Identity {
  const files = filesIn(place);
  const put = (file: string, content: string, mode: number) => {
    // Another may be there: of a sandbox folder that was deleted and made again.
    if (!existsSync(file) || readFileSync(file, "utf8") !== content) writeFileSync(file, content, { mode });
  };
  put(files.keyFile, identity.key, 0o600);
  put(files.authorityFile, identity.authority, 0o644);
  put(files.certificateFile, identity.certificate, 0o644);
  for (const file of Object.values(files)) give(file, account);
  return { ...identity, ...files };
}
