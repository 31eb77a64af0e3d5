import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { entries } from "../core/parse-group";
import type { Binary } from "./binary";
import type { Stack, Target } from "./contract";

/** What deploying leaves in a stack's folder, beside what synthesis wrote. */
export const deployFiles = {
  plan: "understudy.tfplan",
  planJson: "understudy.tfplan.json",
  log: "understudy.log",
} as const;

const dataFolder = ({ folder }: Stack, environment: Readonly<Record<string, string>>) =>
  join(folder, environment["TF_DATA_DIR"] ?? ".terraform");

const stampFile = (stack: Stack, environment: Readonly<Record<string, string>>) =>
  join(dataFolder(stack, environment), "understudy-initialized");

/** What `init` depends on: backends, providers, and the Terraform that asks. Resources are not among it. */
function fingerprint({ folder }: Stack, target: Target, binary: Binary): string {
  const parts = readdirSync(folder)
    .filter((name) => /[.]tf([.]json)?$/.test(name))
    .toSorted()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return [name, name.endsWith(".json") ? entries(JSON.parse(text))["terraform"] : text];
    });
  const text = JSON.stringify([target.name, binary, parts]);
  return createHash("sha256").update(text).digest("hex");
}

/** Whether the stack's folder is initialized already, for this target, by this Terraform, with what is in it now. */
export function isInitialized(stack: Stack, target: Target, binary: Binary): boolean {
  const stamp = stampFile(stack, target.environment());
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(stack, target, binary);
}

/** Says for {@link isInitialized} that it is. */
export function markInitialized(stack: Stack, target: Target, binary: Binary): void {
  const stamp = stampFile(stack, target.environment());
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint(stack, target, binary));
}

/** Says for {@link isInitialized} that it is not. */
export function forgetInitialized(stack: Stack, target: Target): void {
  rmSync(stampFile(stack, target.environment()), { force: true });
}

/** Makes the next `init` begin as if it were the first: no backend is known that a state could have to move from. */
export function forgetBackend(stack: Stack, target: Target): void {
  forgetInitialized(stack, target);
  rmSync(join(dataFolder(stack, target.environment()), "terraform.tfstate"), { force: true });
}
