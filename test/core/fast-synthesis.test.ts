import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { afterAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type * as Cdktf from "cdktf";
import { Annotations, App, Lazy, TerraformOutput, TerraformStack } from "cdktf";
import type * as FastSynthesis from "../../modules/core/fast-synthesis";
import { creationStacksVariable, installFastSynthesis } from "../../modules/core/fast-synthesis";

const scratch = mkdtempSync(join(tmpdir(), "fast-synthesis-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function directory(name: string): string {
  const path = join(scratch, name);
  mkdirSync(path, { recursive: true });
  return path;
}

describe("in a process of its own", () => {
  const root = join(__dirname, "../..");
  const requireFromCdktf = createRequire(require.resolve("cdktf"));
  const assets = directory("assets");
  writeFileSync(join(assets, "handler.js"), "exports.handler = () => 0;\n");

  /** Synthesizes the program's stacks and returns what the program says of the modules that were loaded for it. */
  function synthesize(mode: "plain" | "fast", outdir: string): string {
    const loading = mode === "fast" ? ["-r", join(root, "modules/core/fast-loading.ts")] : [];
    const program = join(__dirname, "fast-synthesis.program.ts");
    const nodeArguments = ["-r", "tsx/cjs", ...loading, program, mode, outdir, assets];
    const { status, stdout, stderr } = spawnSync(process.execPath, nodeArguments, { cwd: root, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return stdout;
  }

  function filesIn(path: string): ReadonlyMap<string, string> {
    const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
      statSync(join(path, name)).isFile(),
    );
    return new Map(files.sort().map((name) => [name, readFileSync(join(path, name), "base64")]));
  }

  test("writes the same files, byte for byte, and loads no needless package and no source map of a compiled one", () => {
    const [plain, fast] = [directory("plain"), directory("fast")];
    const needless = [
      `loaded ${root}/node_modules/cdktf/node_modules/archiver/lib/core.js`,
      `loaded ${requireFromCdktf.resolve("semver/functions/satisfies.js")}`,
      `mapped ${root}/node_modules/cdktf/lib/index.js`,
      `mapped ${root}/node_modules/@cdktf/provider-aws/lib/eks-cluster/index.js`,
    ];
    const program = `mapped ${__dirname}/fast-synthesis.program.ts`;
    expect(synthesize("plain", plain).split("\n")).toEqual(expect.arrayContaining([...needless, program]));
    const fastLines = synthesize("fast", fast).split("\n");
    expect(fastLines).toContain(program);
    expect(fastLines.filter((line) => needless.includes(line))).toEqual([]);

    const expected = filesIn(plain);
    const names = [...expected.keys()];
    expect(names.filter((name) => name.endsWith("cdk.tf.json"))).toHaveLength(3);
    expect(names.filter((name) => name.endsWith("archive.zip"))).toHaveLength(1);
    expect(filesIn(fast)).toEqual(expected);
  }, 60_000);

  const ofCdktf = (name: string) => `require("node:module").createRequire(require.resolve("cdktf"))("${name}")`;

  test.each([
    { name: "archiver", use: `typeof ${ofCdktf("archiver")}("zip").finalize`, gives: "function" },
    { name: "semver", use: `${ofCdktf("semver")}.satisfies("1.11.4", ">=1.5")`, gives: "true" },
    {
      name: "zod's languages",
      use: `require("zod").locales.de().localeError({ code: "custom" })`,
      gives: "Ungültige Eingabe",
    },
  ])(
    "still gives $name to whoever uses it",
    ({ use, gives }) => {
      const script = `process.stdout.write(String(${use}));`;
      const nodeArguments = ["-r", "tsx/cjs", "-r", join(root, "modules/core/fast-loading.ts"), "-e", script];
      const { stdout, stderr } = spawnSync(process.execPath, nodeArguments, { cwd: root, encoding: "utf8" });
      expect({ stdout, stderr }).toEqual({ stdout: gives, stderr: "" });
    },
    30_000,
  );
});

describe("an error", () => {
  beforeEach(() => {
    expect(installFastSynthesis()).toBe(true);
  });

  function app(build: (stack: TerraformStack) => void): App {
    const made = new App({ outdir: directory("errors") });
    build(new TerraformStack(made, "stack"));
    return made;
  }

  test("in an annotation stops the synthesis", () => {
    const annotated = app((stack) => Annotations.of(stack).addError("not this way"));
    expect(() => annotated.synth()).toThrow("[stack] not this way");
  });

  test("in a validation stops the synthesis", () => {
    const invalid = app((stack) => stack.node.addValidation({ validate: () => ["not valid"] }));
    expect(() => invalid.synth()).toThrow("[stack] not valid");
  });

  test("is a resource without its provider", () => {
    const incomplete = app((stack) => new Vpc(stack, "vpc", {}));
    expect(() => incomplete.synth()).toThrow("Found resources without a matching provider");
  });

  test("is a value that terraform cannot hold, named by its path", () => {
    const foreign = app((stack) => stack.addOverride("locals.list", [{ deep: () => 0 }]));
    expect(() => foreign.synth()).toThrow("'/locals/list/0/deep'");
  });

  /** The message about a value that cannot be produced when the stack is synthesized. */
  function messageOfUnproducible(): string {
    const broken = app((stack) => {
      const value = Lazy.stringValue({
        produce: () => {
          throw new Error("nothing to produce");
        },
      });
      new TerraformOutput(stack, "broken", { value });
    });
    try {
      broken.synth();
    } catch (error) {
      if (error instanceof Error) return error.message;
    }
    return "no error";
  }

  test("says how to find where the value was created", () => {
    expect(messageOfUnproducible()).toContain(
      `nothing to produce.\nObject creation stack:\n  at (not captured; set ${creationStacksVariable}=1`,
    );
  });

  test("says where the value was created, when asked to", () => {
    expect(installFastSynthesis({ creationStacks: true })).toBe(true);
    expect(messageOfUnproducible()).toContain(__filename);
    installFastSynthesis();
    expect(messageOfUnproducible()).not.toContain(__filename);
  });

  test("says where the value was created, when the environment asks to", () => {
    process.env[creationStacksVariable] = "1";
    try {
      installFastSynthesis();
      expect(messageOfUnproducible()).toContain(__filename);
    } finally {
      Reflect.deleteProperty(process.env, creationStacksVariable);
    }
  });
});

describe("a cdktf that this was not written for", () => {
  const warn = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  beforeEach(() => {
    warn.mockClear();
  });

  /** Installs into another cdktf, one of whose modules is different, and tells what a token of it remembers afterwards. */
  function installInto(
    module: string,
    different: () => unknown,
  ): readonly [installed: boolean, stack: readonly string[]] {
    const results: (readonly [boolean, readonly string[]])[] = [];
    jest.isolateModules(() => {
      jest.doMock(module, different);
      const other = jest.requireActual<typeof FastSynthesis>("../../modules/core/fast-synthesis");
      const itsToken = jest.requireActual<typeof Cdktf>("cdktf").Token;
      results.push([other.installFastSynthesis(), itsToken.asAny(0).creationStack]);
      jest.dontMock(module);
    });
    return results[0] ?? [true, []];
  }

  test.each([
    {
      kind: "another release",
      module: "cdktf/package.json",
      different: () => ({ name: "cdktf", version: "0.22.0" }),
      reason: "cdktf 0.22.0 is not one of",
    },
    {
      kind: "one that resolves otherwise",
      module: "cdktf/lib/tokens/private/resolve",
      different: () => ({ resolve: (value: unknown) => (value === null ? undefined : value) }),
      reason: "resolves values otherwise",
    },
    {
      kind: "one that captures otherwise",
      module: "cdktf/lib/tokens/private/stack-trace",
      different: () => Object.freeze({ captureStackTrace: () => ["here", "there"] }),
      reason: "captures creation stacks otherwise",
    },
  ])("$kind is left as it is, with a warning", ({ module, different, reason }) => {
    const [installed, stack] = installInto(module, different);
    expect(installed).toBe(false);
    expect(stack.length).toBeGreaterThan(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(reason), expect.anything());
  });
});
