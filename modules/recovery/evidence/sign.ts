import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidInput } from "../../core/problems";
import { messageOf } from "../../core/failure";
import { makeFolder, syncFolder } from "../run/disk";

/** Whoever signs reports: an Ed25519 key, and the short name that people compare. */
export interface Signer {
  readonly key: KeyObject;
  /** The public half, SPKI in base64. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** `SHA256:…` of a public key, SPKI in base64: what a list of trusted keys names. */
export function fingerprintOf(publicKey: string): string {
  const digest = createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}

function signerOf(key: KeyObject): Signer {
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
  return { key, publicKey, fingerprint: fingerprintOf(publicKey) };
}

/** The files of {@link createKeyPair} in its folder. */
export const keyFiles = { key: "signing-key.pem", trusted: "trusted-keys.txt" } as const;

/**
 * Makes a key for signing reports, unless the folder has one: `signing-key.pem`, which its owner alone can read, and
 * `trusted-keys.txt`, which names it. For sandboxes: where it matters, the key is made and kept apart from the runs.
 */
export function createKeyPair(folder: string): Signer {
  const file = join(folder, keyFiles.key);
  if (existsSync(file)) return readSigner(file);
  makeFolder(folder);
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(file, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600, flag: "wx", flush: true });
  chmodSync(file, 0o600);
  const signer = signerOf(privateKey);
  writeFileSync(join(folder, keyFiles.trusted), `${signer.fingerprint} made in ${folder}\n`, {
    flag: "a",
    flush: true,
  });
  syncFolder(folder);
  return signer;
}

/**
 * Reads the key that reports are signed with.
 * @throws InvalidInput when there is none, with how to make one; when others can read it; when it is no Ed25519 key
 */
export function readSigner(file: string): Signer {
  const refuse = (message: string) => new InvalidInput([{ path: file, message }]);
  const make = `make one with "openssl genpkey -algorithm ed25519 -out ${file} && chmod 600 ${file}"`;
  if (!existsSync(file))
    throw refuse(
      `is not there, and a report that nobody signed proves nothing; ${make}, and have its fingerprint trusted`,
    );
  if ((statSync(file).mode & 0o077) !== 0)
    throw refuse(
      `can be read by others than its owner; make a new key and trust that one, this one may be known: ${make}`,
    );
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(file));
  } catch (error) {
    throw refuse(`is no private key (${messageOf(error)}); ${make}`);
  }
  if (key.asymmetricKeyType !== "ed25519")
    throw refuse(
      `is a key for ${key.asymmetricKeyType ?? "nothing known"}, and reports are signed with Ed25519; ${make}`,
    );
  return signerOf(key);
}

/** What is signed: the hash that stands for all entries, and the digest of everything that the report says. */
const signedText = (head: string, digest: string) => Buffer.from(`understudy report\n${head}\n${digest}\n`);

/** Signs a text, base64. Whoever signs different kinds of text begins each with its kind, so that none passes for another. */
export function signText({ key }: Signer, text: Uint8Array): string {
  return sign(null, text, key).toString("base64");
}

/** Whether the owner of a public key signed a text. Anything that is no key or no signature, also one written otherwise, is a no. */
export function isSignedText(publicKey: string, text: Uint8Array, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64");
  const der = Buffer.from(publicKey, "base64");
  if (bytes.toString("base64") !== signature || der.toString("base64") !== publicKey) return false;
  try {
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" && verify(null, text, key, bytes);
  } catch {
    // Node has no other way to ask whether bytes are a key.
    return false;
  }
}

/** Signs a report, base64. */
export function signReport(signer: Signer, head: string, digest: string): string {
  return signText(signer, signedText(head, digest));
}

/** Whether the owner of a public key signed this report. */
export function isSigned(publicKey: string, head: string, digest: string, signature: string): boolean {
  return isSignedText(publicKey, signedText(head, digest), signature);
}

/**
 * The keys that somebody trusts, by fingerprint, with whose they are. One a line: `SHA256:… whose it is`; `#` begins a comment.
 * @throws InvalidInput when there is no such file, or it has a line that is neither
 */
export function readTrusted(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file))
    throw new InvalidInput([
      {
        path: file,
        message: 'is not there; write the fingerprints you trust into it, one a line: "SHA256:… whose it is"',
      },
    ]);
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim());
  const keys = lines.map((line) => /^(SHA256:[A-Za-z0-9+/]{43})(?:\s+(.*))?$/.exec(line));
  const problems = lines.flatMap((line, index) =>
    line === "" || line.startsWith("#") || keys[index]
      ? []
      : [
          {
            path: `${file}:${index + 1}`,
            message: 'is no fingerprint; write "SHA256:… whose it is", or # before a comment',
          },
        ],
  );
  if (problems.length > 0) throw new InvalidInput(problems);
  return new Map(keys.flatMap((key) => (key === null ? [] : [[key[1] ?? "", key[2] ?? "somebody"]])));
}
