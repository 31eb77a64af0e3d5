import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, jest, test } from "@jest/globals";
import { findBinary } from "../../modules/deploy/binary";

jest.setTimeout(30_000);

const root = mkdtempSync(join(tmpdir(), "understudy-binary-"));
const { PATH: path, UNDERSTUDY_TERRAFORM: named } = process.env;

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

afterEach(() => {
  restore("PATH", path);
  restore("UNDERSTUDY_TERRAFORM", named);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder with programs that print something, each a script. */
function folder(name: string, programs: Readonly<Record<string, string>>): string {
  const made = join(root, name);
  mkdirSync(made);
  for (const [program, printed] of Object.entries(programs)) {
    writeFileSync(join(made, program), `#!/bin/sh\ncat <<'end'\n${printed}\nend\n`);
    chmodSync(join(made, program), 0o755);
  }
  return made;
}

/** With these programs alone on the PATH, but for the shell's own. */
function onPath(name: string, programs: Readonly<Record<string, string>>): string {
  const made = folder(name, programs);
  Reflect.deleteProperty(process.env, "UNDERSTUDY_TERRAFORM");
  process.env["PATH"] = [made, "/usr/bin", "/bin"].join(":");
  return made;
}

test("Terraform on the PATH is taken, before OpenTofu", async () => {
  onPath("both", { terraform: "Terraform v1.12.3\non linux_amd64", tofu: "OpenTofu v1.11.0" });
  expect(await findBinary()).toEqual({ command: "terraform", product: "Terraform", version: "1.12.3" });
});

test("OpenTofu on the PATH is taken where no Terraform is", async () => {
  onPath("tofu", { tofu: "OpenTofu v1.11.0\non linux_amd64" });
  expect(await findBinary()).toEqual({ command: "tofu", product: "OpenTofu", version: "1.11.0" });
});

test("what UNDERSTUDY_TERRAFORM names wins over the PATH", async () => {
  const made = onPath("named", { terraform: "Terraform v1.12.3", other: "Terraform v2.0.0-beta1" });
  process.env["UNDERSTUDY_TERRAFORM"] = join(made, "other");
  expect(await findBinary()).toMatchObject({ command: join(made, "other"), version: "2.0.0-beta1" });
});

test.each([
  [
    "too old",
    { terraform: "Terraform v1.10.5\n\nYour version is out of date!" },
    "is Terraform 1.10.5, older than 1.11;",
  ],
  ["too old as OpenTofu", { tofu: "OpenTofu v1.9.1" }, "is OpenTofu 1.9.1, older than 1.11;"],
  ["another program", { terraform: "hello" }, 'is neither Terraform nor OpenTofu (it says "hello")'],
  ["not there", {}, "terraform or tofu: is not on the PATH;"],
])("one that is %s is refused with what to install", async (kind, programs, told) => {
  onPath(kind.replaceAll(" ", "-"), programs);
  const said = await findBinary().then(String, String);
  expect(said).toContain(told);
  expect(said).toMatch(/install Terraform 1\.11 or newer .*UNDERSTUDY_TERRAFORM/);
});

test("a named one that is not there, or is no program, is not silently replaced by another", async () => {
  const made = onPath("nowhere", { terraform: "Terraform v1.12.3" });
  process.env["UNDERSTUDY_TERRAFORM"] = join(made, "nothing");
  await expect(findBinary()).rejects.toThrow(/nothing: is named in UNDERSTUDY_TERRAFORM and is not there/);
  writeFileSync(join(made, "text"), "no program", { mode: 0o644 });
  process.env["UNDERSTUDY_TERRAFORM"] = join(made, "text");
  await expect(findBinary()).rejects.toThrow(/text: is not a program that may be run here/);
});
