import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const iterations = 4096;

const keyed = (key: Buffer, words: string) => createHmac("sha256", key).update(words).digest();

/**
 * What PostgreSQL keeps instead of a password, by RFC 5802: made here, so that no server ever sees the password, its
 * logs and its WAL included.
 * @param password - printable ASCII: for those characters, and for no others, every client computes the same
 * @throws Error for any other character, without saying which
 */
export function scramVerifier(password: string): string {
  if (!/^[\x20-\x7e]+$/.test(password))
    throw new Error("a password is empty, or has other characters than printable ascii; choose another");
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const stored = createHash("sha256").update(keyed(salted, "Client Key")).digest("base64");
  const server = keyed(salted, "Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${server}`;
}
