/** Names that give a secret away whatever a schema says, unless they only speak about one. */
const secretName =
  /(?:password|passwd|passphrase|secret_string|secret_data|private_key|client_key|client_secret|access_key|secret_key|api_key|token|credentials)$/i;
const aboutSecrets = /(?:_enabled|_version|_id|_arn|_name|_policy|_ttl)$/i;

/** Whether an attribute, an output or a variable of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !aboutSecrets.test(name);
}

/**
 * How secrets look that their makers marked: private keys in PEM, access key ids of AWS, keys of Google's and of GitHub's,
 * GitLab's, Slack's and Stripe's, JSON web tokens, shared access signatures, and connection strings with a password. A word
 * in braces or angle brackets stands for one.
 */
const shapes: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/,
  /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/,
  /(?<![\w-])AIza[\w-]{35}(?![\w-])/,
  /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})/,
  /(?<![\w-])glpat-[\w-]{20,}/,
  /(?<![\w-])xox[abeoprs]-[\w-]{20,}/,
  /(?<!\w)[rs]k_live_[A-Za-z0-9]{20,}/,
  /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  /(?:AccountKey|SharedAccessKey|SharedAccessSignature)=[A-Za-z0-9+/%=]{20,}/,
  /[?&]sig=[A-Za-z0-9%+/=]{20,}/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'$<{]*:[^\s:/@"'$<{][^\s/@"'<]*@[^\s/"']/i,
  /(?:^|[;\s"'])(?:password|pwd)\s*=\s*[^\s;"'$<{*][^\s;"']{3,}/i,
];

/** Whether a text holds what looks like a secret. */
export function looksSecret(text: string): boolean {
  return shapes.some((shape) => shape.test(text));
}
