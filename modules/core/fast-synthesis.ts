import { isDeepStrictEqual } from "node:util";
import { DefaultTokenResolver, StringConcat, Token } from "cdktf";
import { name, version } from "cdktf/package.json";
import { RootConstruct } from "constructs";
import { plainValuesFirst, type Resolve } from "./plain-values";
// `import x = require()` is the module itself; a namespace import would be a copy, and replacing a function in it no use.
import resolving = require("cdktf/lib/tokens/private/resolve");
import tracing = require("cdktf/lib/tokens/private/stack-trace");

/** Set to 1, every token remembers where it was created, as in cdktf, and synthesis is as slow. */
export const creationStacksVariable = "UNDERSTUDY_CREATION_STACKS";

interface FastSynthesisOptions {
  /**
   * Whether tokens remember where they were created, which cdktf tells when one of them cannot be resolved.
   *
   * @default - only when UNDERSTUDY_CREATION_STACKS is 1
   */
  readonly creationStacks?: boolean;
}

/**
 * cdktf 0.21 was read and run: all callers reach the two functions through their modules' exports, and only messages use
 * a creation stack. Of cdktn only the repository was read, without `resolve`; it has not been run, so the checks decide.
 */
const knownReleases: readonly string[] = ["cdktf 0.21", "cdktn 0.24"];

/** cdktn captures through a function of its own, which the tokens call instead. */
const captureName = "captureCreationStack" in tracing ? "captureCreationStack" : "captureStackTrace";

const published = {
  resolve: resolving.resolve,
  capture: Reflect.get(tracing, captureName),
} satisfies Record<string, unknown>;

const fastResolve = plainValuesFirst(published.resolve);

/** One for all tokens: cdktf prints it below the message where the stack would be. */
const notCaptured: readonly string[] = Object.freeze([
  `(not captured; set ${creationStacksVariable}=1 and run again to see where this value was created)`,
]);

const skipCapture = (): readonly string[] => notCaptured;

/** Every kind of value that a stack can hold, plain and not. */
function samples(): unknown {
  const text = Token.asString(Token.asAny("text"));
  return {
    plain: ["a", "", "${var.a} } $${b}", "1e5", "-1.5e+300", 0, -1, 0.5, true, null, undefined, [], {}, new Date(0)],
    nested: { gone: undefined, empty: {}, "odd key/1e5": [{ gone: undefined }, [undefined]] },
    tokens: [{ text, inText: `a-${text}-\${b}` }, { [text]: text }, Token.asAny({ deep: [text, undefined] })],
    list: Token.asList(Token.asAny(["a", text])),
    number: Token.asNumber(Token.asAny(5)),
    numberInText: `${Token.asNumber(Token.asAny(5))}`,
    numbers: Token.asNumberList(Token.asAny([1, 2])),
    map: Token.asStringMap(Token.asAny({ a: text })),
  };
}

function resolvedBy(resolve: Resolve): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return resolve(samples(), { scope: new RootConstruct(), preparing: false, resolver });
}

/** Why cdktf cannot be replaced in part, undefined when it can. */
function objection(): string | undefined {
  const release = `${name} ${version.split(".", 2).join(".")}`;
  if (!knownReleases.includes(release))
    return `${name} ${version} is not one of ${knownReleases.join(", ")}; read what it does and add it to modules/core/fast-synthesis.ts`;
  if (!isDeepStrictEqual(resolvedBy(published.resolve), resolvedBy(fastResolve)))
    return `${name} ${version} resolves values otherwise than modules/core/plain-values.ts does; make the two agree`;
  if (Token.asAny(0).creationStack !== notCaptured)
    return `${name} ${version} captures creation stacks otherwise than by ${captureName}; name that in modules/core/fast-synthesis.ts`;
  return undefined;
}

function use(resolve: unknown, capture: unknown): void {
  Reflect.set(resolving, "resolve", resolve);
  Reflect.set(tracing, captureName, capture);
}

/**
 * Whether values are resolved in one pass that finds references to other stacks as well, so that no stack needs cdktf's
 * pass of preparation, which resolves all of them once more and forgets the result.
 */
export const resolvesInOnePass = (): boolean => resolving.resolve === fastResolve;

/**
 * Makes cdktf construct and synthesize several times faster, with equal output (`npm run bench` measures it). Call it
 * before the first construct; calling it again is harmless, and changes only whether creation stacks are captured.
 *
 * It replaces two functions of cdktf: the one that captures a full stack trace for each token, and the one that resolves
 * values. When cdktf is not what this was written for, all stays as published, with a warning and not an error: output
 * is right without it, and to be slow must not stop a deployment.
 *
 * @returns Whether cdktf is fast now.
 */
export function installFastSynthesis({
  creationStacks = process.env[creationStacksVariable] === "1",
}: FastSynthesisOptions = {}): boolean {
  if (resolving.resolve !== fastResolve) {
    use(fastResolve, skipCapture);
    const refused = objection();
    if (refused !== undefined) {
      use(published.resolve, published.capture);
      process.emitWarning(`synthesis is slow: ${refused}`, { code: "UNDERSTUDY_SLOW_SYNTHESIS" });
      return false;
    }
  }
  use(fastResolve, creationStacks ? published.capture : skipCapture);
  return true;
}
