import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { siteRows } from "../../modules/cli/sites";
import { readSigner, readTrusted } from "../../modules/recovery/evidence/sign";
import { readProject } from "../../modules/stacks/project";
import { pipelineGroups } from "../../scripts/pipeline-groups";
import { root } from "../support/planted";

const made: string[] = [];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "understudy-pipelines-"));
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** Runs a script of the project, in front of whose programs stand others. */
function script(name: string, args: readonly string[], programs: Readonly<Record<string, string>>, env = {}) {
  const path = folder();
  for (const [program, text] of Object.entries(programs)) {
    writeFileSync(join(path, program), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(path, program), 0o755);
  }
  return spawnSync(join(root, "scripts", name), [...args], {
    encoding: "utf8",
    env: { ...process.env, PATH: `${path}:${process.env["PATH"] ?? ""}`, ...env },
  });
}

describe("the groups of a pipeline", () => {
  const { environments } = readProject(join(root, "environments"), "staging");
  const sites: unknown = JSON.parse(JSON.stringify(siteRows(environments)));
  const azure = { client: "a client", tenant: "a tenant", subscription: "a subscription" };
  const known = {
    "staging/aws": { plan: { role: "plans" }, apply: { role: "applies" } },
    "staging/gcp": { plan: { provider: "plans" }, apply: { provider: "applies" } },
    "staging/azure": { plan: azure, apply: azure },
  };

  test("are all of an environment's, once each, with their own identities", () => {
    const rows = pipelineGroups(sites, known);
    expect(rows.map(({ target, identity }) => [target, identity])).toEqual(Object.entries(known));
    expect(rows[0]).toMatchObject({
      environment: "staging",
      group: "aws",
      cloud: "aws",
      region: "us-east-1",
      health: "https://active.aws.staging.exchange.example.com/.well-known/understudy/active",
    });
  });

  test("are none where no cloud has been set up, as in this repository", () => {
    const own: unknown = JSON.parse(readFileSync(join(root, "environments/identities.json"), "utf8"));
    expect(pipelineGroups(sites, own)).toEqual([]);
  });

  test("of a preview have the identities of the environment whose stores it uses, and none without them", () => {
    const { environments: previews } = readProject(join(root, "environments"), "pr-12");
    const rows: unknown = JSON.parse(JSON.stringify(siteRows(previews)));
    const identity = known["staging/aws"];
    expect(pipelineGroups(rows, { ...known, "preview/aws": identity })).toMatchObject([
      { target: "pr-12/aws", environment: "pr-12", stores: "preview", region: "us-east-2", identity },
    ]);
    expect(pipelineGroups(rows, known)).toEqual([]);
    expect(() => pipelineGroups(rows, { "preview/aws": { plan: identity.plan } })).toThrow("preview/aws.apply");
  });

  test.each([
    ["has no identity", { "staging/aws": known["staging/aws"], "staging/gcp": known["staging/gcp"] }, "staging/azure"],
    ["lacks one of the two", { ...known, "staging/aws": { plan: { role: "plans" } } }, "staging/aws.apply"],
    [
      "has another cloud's",
      { ...known, "staging/gcp": known["staging/aws"] },
      "staging/gcp.plan: is not as it must be; gcp wants provider",
    ],
    ["has an empty one", { ...known, "staging/aws": { plan: { role: "" }, apply: { role: "x" } } }, "staging/aws.plan"],
  ])("are refused when one %s", (_, identities, message) => {
    expect(() => pipelineGroups(sites, identities)).toThrow(`environments/identities.json.${message}`);
  });
});

describe("scripts/install-terraform.sh", () => {
  const linux = { uname: 'echo "$([ "$1" = -s ] && echo Linux || echo x86_64)"' };
  // Writes something to where curl was told to put what it downloads.
  const curl = 'while [ "$1" != --output ]; do shift; done; echo "something else" > "$2"';

  test("unpacks nothing whose checksum is not the published one", () => {
    const into = folder();
    const { status, stdout, stderr } = script("install-terraform.sh", [into], {
      ...linux,
      curl,
      unzip: 'touch "$6/terraform"',
    });
    expect(status).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toContain("terraform.zip: FAILED");
    expect(existsSync(join(into, "terraform"))).toBe(false);
    expect(existsSync(join(into, "terraform.zip"))).toBe(false);
  });

  test("prints where it unpacked what has the published checksum", () => {
    const into = join(folder(), "bin");
    const programs = { ...linux, curl, sha256sum: "cat > /dev/null", unzip: 'touch "$6/terraform"' };
    const { status, stdout } = script("install-terraform.sh", [into], programs);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${into}\n` });
    expect(existsSync(join(into, "terraform"))).toBe(true);
  });

  test("says so on a machine that it has nothing for", () => {
    const { status, stderr } = script("install-terraform.sh", [folder()], { uname: "echo Plan9" });
    expect(status).toBe(1);
    expect(stderr).toContain("pipelines run on Linux-x86_64, and this is Plan9-Plan9");
  });
});

describe("scripts/gitlab-identity.sh", () => {
  const variables = (path: string) => ({
    IDENTITY_FOLDER: join(path, "identity"),
    AWS_WEB_IDENTITY_TOKEN_FILE: join(path, "identity/aws"),
    AZURE_FEDERATED_TOKEN_FILE: join(path, "identity/azure"),
    GOOGLE_APPLICATION_CREDENTIALS: join(path, "identity/gcp.json"),
    GCP_PROVIDER: "projects/1/locations/global/workloadIdentityPools/delivery/providers/plan",
    AWS_ID_TOKEN: "for aws",
    GCP_ID_TOKEN: "for gcp",
    AZURE_ID_TOKEN: "for azure",
  });

  test("writes each token where the cloud's library looks for it, for its owner alone", () => {
    const path = folder();
    const env = variables(path);
    const { status, stderr } = script("gitlab-identity.sh", [], {}, env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(env.AWS_WEB_IDENTITY_TOKEN_FILE, "utf8")).toBe("for aws");
    expect(readFileSync(env.AZURE_FEDERATED_TOKEN_FILE, "utf8")).toBe("for azure");
    expect(statSync(env.AWS_WEB_IDENTITY_TOKEN_FILE).mode & 0o077).toBe(0);
    const google: unknown = JSON.parse(readFileSync(env.GOOGLE_APPLICATION_CREDENTIALS, "utf8"));
    expect(google).toEqual({
      type: "external_account",
      audience: `//iam.googleapis.com/${env.GCP_PROVIDER}`,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: "https://sts.googleapis.com/v1/token",
      credential_source: { file: join(env.IDENTITY_FOLDER, "gcp") },
    });
    expect(readFileSync(join(env.IDENTITY_FOLDER, "gcp"), "utf8")).toBe("for gcp");
  });

  test("ends the job when GitLab gave no token", () => {
    const { AWS_ID_TOKEN: _, ...env } = variables(folder());
    const { status, stderr } = script("gitlab-identity.sh", [], {}, env);
    expect(status).not.toBe(0);
    expect(stderr).toContain("AWS_ID_TOKEN");
  });
});

describe("scripts/make-signing-key.sh", () => {
  test("makes a key that understudy signs with, and trusts it by its own fingerprint", () => {
    const path = folder();
    const [key, trusted] = [join(path, "key.pem"), join(path, "deployments/trusted-keys.txt")];
    const first = script("make-signing-key.sh", [key, "run 1", trusted], {});
    const signer = readSigner(key);
    expect(first.stdout).toBe(`${signer.fingerprint} run 1\n`);
    expect(script("make-signing-key.sh", [join(path, "other.pem"), "run 2", trusted], {}).status).toBe(0);
    expect([...readTrusted(trusted)].map(([, whose]) => whose)).toEqual(["run 1", "run 2"]);
    expect(readTrusted(trusted).has(signer.fingerprint)).toBe(true);
  });
});

describe("scripts/gitlab-record.sh", () => {
  // Answers like a package registry in which there is one file.
  const curl = `while [ $# -gt 0 ]; do case $1 in --output) into=$2; shift;; --upload-file) from=$2; shift;; esac; last=$1; shift; done
[ -z "$from" ] || { cp "$from" "$STORE/\${last##*/}"; exit; }
if [ -f "$STORE/\${last##*/}" ]; then cp "$STORE/\${last##*/}" "$into"; printf 200; else printf "\${MISSING:-404}"; fi`;
  const at = (store: string, more = {}) => ({ CI_JOB_TOKEN: "a token", STORE: store, ...more });

  test("brings back what it stored, and nothing where nothing was stored", () => {
    const [store, one, other] = [folder(), folder(), folder()];
    const file = (path: string) => join(path, "deployments/staging.jsonl");
    const fetched = script("gitlab-record.sh", ["fetch", "https://place", file(one)], { curl }, at(store));
    expect({ status: fetched.status, there: existsSync(file(one)) }).toEqual({ status: 0, there: false });
    writeFileSync(file(one), "a record");
    expect(script("gitlab-record.sh", ["store", "https://place", file(one)], { curl }, at(store)).status).toBe(0);
    expect(script("gitlab-record.sh", ["fetch", "https://place", file(other)], { curl }, at(store)).status).toBe(0);
    expect(readFileSync(file(other), "utf8")).toBe("a record");
  });

  test("does not take a refusal for a record that is not there yet", () => {
    const into = join(folder(), "staging.jsonl");
    const { status, stderr } = script(
      "gitlab-record.sh",
      ["fetch", "https://place", into],
      { curl },
      at(folder(), { MISSING: "403" }),
    );
    expect({ status, stderr }).toEqual({ status: 1, stderr: "error: https://place answered 403\n" });
    expect(existsSync(into)).toBe(false);
  });
});

test("zizmor is one version, and each of its wheels is known by its checksum", () => {
  const text = readFileSync(join(root, "scripts/zizmor.txt"), "utf8");
  expect(text).toMatch(/^zizmor==\d+\.\d+\.\d+ \\(\n {4}--hash=sha256:[0-9a-f]{64}( \\)?)+\n$/m);
  expect(readFileSync(join(root, "scripts/install-zizmor.sh"), "utf8")).toContain("--require-hashes");
});
