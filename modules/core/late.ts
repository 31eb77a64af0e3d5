/**
 * A module of ours that is loaded with its first use: it, or what it imports, takes long to load, and most commands do not
 * need it.
 * @param load - as the file that uses it has it: `createRequire(__filename)`
 * @param name - one of its exports, by which it is known
 * @throws TypeError on that use, when the module no longer exports it
 */
export function late<Loaded extends object>(
  load: NodeJS.Require,
  path: string,
  name: keyof Loaded & string,
): () => Loaded {
  const isIt = (module: unknown): module is Loaded => typeof module === "object" && module !== null && name in module;
  return () => {
    const module: unknown = load(path);
    if (!isIt(module)) throw new TypeError(`${load.resolve(path)} no longer exports ${name}`);
    return module;
  };
}
