import { join } from "node:path";
import * as ts from "typescript";
import { root } from "./planted";

/** What the compiler says against a text: on which line, from 1, and why. */
export interface Objection {
  readonly line: number;
  readonly message: string;
}

/** A text to compile, and the folder of the project in which it would stand. */
export interface Text {
  readonly folder: string;
  readonly code: string;
}

/**
 * Compiles texts with the project's own options, all at once.
 * @param texts - by a name for each
 * @returns what the compiler says against each, by name
 */
export function compile(texts: ReadonlyMap<string, Text>): ReadonlyMap<string, readonly Objection[]> {
  const places = [...texts].map(([name, { folder, code }], index) => ({
    name,
    code,
    file: join(root, folder, `example-${index}.ts`),
  }));
  const files = new Map(places.map(({ file, code }) => [file, code]));
  const { config } = readConfig();
  const options: ts.CompilerOptions = {
    ...ts.parseJsonConfigFileContent(config, ts.sys, root).options,
    incremental: false,
    // A text without imports is a module too: no two texts share their names.
    moduleDetection: ts.ModuleDetectionKind.Force,
    // An example may end with a value that its reader goes on with.
    noUnusedLocals: false,
  };
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...files.keys()], options, {
    ...host,
    fileExists: (file) => files.has(file) || host.fileExists(file),
    readFile: (file) => files.get(file) ?? host.readFile(file),
    getSourceFile: (file, version, ...rest) => {
      const text = files.get(file);
      return text === undefined
        ? host.getSourceFile(file, version, ...rest)
        : ts.createSourceFile(file, text, version, true);
    },
  });
  return new Map(places.map(({ name, file }) => [name, objectionsTo(program, file)]));
}

function readConfig() {
  const file = join(root, "tsconfig.json");
  const read: { readonly config?: unknown } = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
  return read;
}

function objectionsTo(program: ts.Program, file: string): readonly Objection[] {
  const source = program.getSourceFile(file);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText, start = 0 }) => ({
      line: (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1,
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
    }),
  );
}
