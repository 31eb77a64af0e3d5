import type { Target } from "./contract";

/**
 * What Terraform's backends say when the bucket, account or container of a state does not exist, and only then: whoever is
 * taken for missing gets a second state. Those of S3 and Cloud Storage are as Terraform 1.11 words them; Azure answers with
 * a code, and the address of an account that does not exist leads nowhere.
 */
const missing = [
  /S3 bucket "[^"]*" does not exist/,
  /storage: bucket doesn't exist/,
  /\b(?:ResourceGroupNotFound|ContainerNotFound)\b/,
  /Microsoft\.Storage\/storageAccounts\/\S+' .*was not found/,
  /lookup \S+\.blob\.core\.windows\.net\b.*no such host/,
];

function inherited(): Readonly<Record<string, string>> {
  const known = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(known), TF_IN_AUTOMATION: "1" };
}

/** The real clouds, with the caller's own environment: credentials, proxies, Terraform's settings. */
export function cloudTarget(): Target {
  return {
    name: "cloud",
    prepare: () => undefined,
    environment: inherited,
    parallelism: 10,
    init: [],
    storeIsMissing: (said) => missing.some((pattern) => pattern.test(said)),
    // A preview has no such stack: the first of its stacks makes no store, and without one must not begin on this disk.
    bootstraps: ({ name }) => name.endsWith("-state"),
    unlock: ({ folder }, id) => `(cd ${folder} && terraform force-unlock ${id})`,
  };
}
