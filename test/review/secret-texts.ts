import { randomBytes } from "node:crypto";

/** Letters and digits of chance, so that no text in this repository looks like a secret. */
const chance = (length: number, alphabet: string) =>
  Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length] ?? "").join("");

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const mixed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Put together here, so that no line of this file looks like a secret either. */
const text = (...parts: readonly string[]) => parts.join("");

/** One secret of each kind that is recognized by how it looks, made anew in every run. */
export const secretTexts: Readonly<Record<string, string>> = {
  "a private key": text("-----BEGIN ", "PRIVATE KEY-----\n", chance(64, mixed), "\n-----END ", "PRIVATE KEY-----\n"),
  "a key id of AWS": text("AK", "IA", chance(16, upper)),
  "a temporary key id of AWS": text("AS", "IA", chance(16, upper)),
  "an API key of Google's": text("AI", "za", chance(35, mixed)),
  "a token of GitHub's": text("gh", "p_", chance(36, mixed)),
  "a token of GitLab's": text("gl", "pat-", chance(20, mixed)),
  "a token of Slack's": text("xo", "xb-", chance(24, mixed)),
  "a JSON web token": text("ey", "J", chance(16, mixed), ".ey", "J", chance(24, mixed), ".", chance(32, mixed)),
  "a storage account's connection string": text("AccountName=store;Account", "Key=", chance(64, mixed), "=="),
  "a shared access signature": text("https://store.example.com/c?sv=2026&s", "ig=", chance(43, mixed), "%3D"),
  "a database's address with its password": text("postgres", "://app:", chance(20, mixed), "@db.example.com/app"),
  "a connection string with a password": text("Host=db.example.com;Pass", "word=", chance(20, mixed)),
};
