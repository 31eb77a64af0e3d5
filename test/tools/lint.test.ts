import { expect, test } from "@jest/globals";
import { z } from "zod";
import { root, runPlanted } from "../support/planted";

const clouds = 'type Cloud = "aws" | "gcp";\n';

/** Code that is as it should be, where it stands. */
const lawful: Readonly<Record<string, string>> = {
  "modules/constant.ts": '/** Sizes. */\nexport const sizes = ["small", "large"] as const;\n',
  "modules/switch.ts": `${clouds}/** A name. */
export function name(cloud: Cloud): string {
  switch (cloud) {
    case "aws":
      return "Amazon";
    case "gcp":
      return "Google";
  }
}
`,
  "modules/cli/print.ts": 'console.log("a");\n',
  "scripts/print.ts": 'console.log("a");\n',
  "scripts/export.ts": "export const a = 1;\n",
  "modules/long.ts": `/** A. */\nexport const a = 1;\n${"// More.\n".repeat(248)}`,
  "test/renaming.ts": "export declare function xtest(name: string): void;\n",
  "test/refused.test.ts": "// @ts-expect-error text is no number\nexport const a: number = '';\n",
};

/** By the rule that stops it, code that must not stand where it stands. */
const unlawful: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "@typescript-eslint/no-explicit-any": { "modules/any.ts": "/** A. */\nexport type A = any;\n" },
  "@typescript-eslint/no-non-null-assertion": {
    "modules/non-null.ts": "/** A. */\nexport const a = (b?: string): string => b!;\n",
  },
  "@typescript-eslint/consistent-type-assertions": {
    "modules/as.ts": "/** A. */\nexport const a = (b: unknown): string => b as string;\n",
    "modules/angle.ts": "/** A. */\nexport const a = (b: unknown): string => <string>b;\n",
    "test/as.test.ts": "export const a = (b: unknown): string => b as string;\n",
  },
  "@typescript-eslint/switch-exhaustiveness-check": {
    "modules/lacking.ts": `${clouds}/** A. */
export function a(size: Cloud): void {
  switch (size) {
    case "aws":
      a(size);
  }
}
`,
    "modules/needless.ts": `${clouds}/** A. */
export function a(size: Cloud): void {
  switch (size) {
    case "aws":
      return;
    case "gcp":
      return;
    default:
      a(size);
  }
}
`,
  },
  "@typescript-eslint/ban-ts-comment": {
    "modules/refused.ts": "// @ts-expect-error text is no number\n/** A. */ export const a: number = '';\n",
    "test/silenced.test.ts": "// @ts-ignore\nexport const a = 1;\n",
  },
  "no-restricted-syntax": {
    "modules/enum.ts": "/** A. */\nexport enum A {\n  B,\n}\n",
    "modules/swallowed.ts": "try {\n  JSON.parse('');\n} catch {\n  // Never mind.\n}\n",
    "test/skipped.test.ts": 'declare const test: { skip(name: string): void };\ntest.skip("a");\n',
    "test/renamed.test.ts": 'import { xtest } from "./renaming";\nxtest("a");\n',
  },
  "no-console": { "modules/console.ts": 'console.log("a");\n', "test/console.test.ts": 'console.log("a");\n' },
  "max-lines": { "modules/longer.ts": `/** A. */\nexport const a = 1;\n${"// More.\n".repeat(249)}` },
  "no-warning-comments": {
    "modules/later.ts": "// TODO: more\n",
    "modules/crooked.ts": "// prettier-ignore\n",
  },
  "house/docstring": {
    "modules/undocumented.ts": "export const a = 1;\n",
    "modules/comment.ts": "// A.\nexport const a = 1;\n",
    "modules/block.ts": "/* A. */\nexport interface A {\n  readonly b: string;\n}\n",
    "modules/distant.ts": "/** A. */\nconst a = 1;\nexport { a };\n",
    "modules/default.ts": "export default 1;\n",
    "environments/undocumented.ts": "export const a = 1;\n",
  },
};

/** What a comment does that would switch a rule off: nothing but being reported. */
const exempted = {
  "modules/exempt.ts": '// eslint-disable-next-line no-console\nconsole.log("a");\n',
};

const report = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(z.object({ ruleId: z.string().nullable() })),
  }),
);

test("code is stopped by the rule that it breaks and by no other, and lawful code by none", () => {
  const files = { ...lawful, ...exempted, ...Object.fromEntries(Object.values(unlawful).flatMap(Object.entries)) };
  const { status, stdout } = runPlanted(
    { ...files, "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true, target: "ES2022", types: [] } }) },
    "node_modules/eslint/bin/eslint.js",
    ["--config", `${root}/eslint.config.js`, "--max-warnings", "0", "--format", "json", "."],
  );
  const found = report.parse(JSON.parse(stdout)).map(({ filePath, messages }) => {
    const [file = filePath] = /(?:environments|modules|scripts|test)[/].*$/.exec(filePath) ?? [];
    return [file, [...new Set(messages.map(({ ruleId }) => ruleId ?? "exemption"))].sort()] as const;
  });
  expect(status).toBe(1);
  expect(Object.fromEntries(found)).toEqual({
    ...Object.fromEntries(Object.keys(lawful).map((file) => [file, []])),
    ...Object.fromEntries(
      Object.entries(unlawful).flatMap(([rule, broken]) => Object.keys(broken).map((file) => [file, [rule]])),
    ),
    "modules/exempt.ts": ["exemption", "no-console"],
  });
}, 60_000);
