import type { SecretDefinition } from "./environment";
import type { Problem } from "./problems";

/** A secret's version as it is written: where in the text its digits are. */
interface Written {
  readonly name: string;
  readonly version: number;
  readonly from: number;
  readonly to: number;
}

interface Token {
  readonly text: string;
  readonly from: number;
}

/** Comments and spaces, which say nothing; strings, in which nothing is looked for; then words, numbers and all else. */
const token = /\/\/.*|\/\*[^]*?\*\/|\s+|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|[\w$]+|[^]/g;

const tokensOf = (text: string): readonly Token[] =>
  [...text.matchAll(token)]
    .map((match) => ({ text: match[0], from: match.index }))
    .filter((one) => !/^(?:\s|\/[/*])/.test(one.text));

const unquoted = (name: string) => name.replace(/^(["'])(.*)\1$/, "$2");

/** One `name: { version: 1 }`; the last comma may be left out. */
const entry = /^(?:"[^"\\]*"|'[^'\\]*'|[a-z]\w*) : \{ version : [1-9]\d* (?:, )?\}$/;

/** The versions that stand in the object that begins at a token; undefined when something else stands there too. */
function versionsAt(tokens: readonly Token[], start: number): readonly Written[] | undefined {
  const found: Written[] = [];
  for (let at = start; ;) {
    if (tokens[at]?.text === "}") return found;
    const end = tokens.findIndex(({ text }, index) => index >= at && text === "}");
    const own = tokens.slice(at, end + 1);
    const [name, digits] = [own[0], own[5]];
    if (!entry.test(own.map(({ text }) => text).join(" ")) || name === undefined || digits === undefined)
      return undefined;
    const { text, from } = digits;
    found.push({ name: unquoted(name.text), version: Number(text), from, to: from + text.length });
    at = end + 1;
    const next = tokens[at]?.text;
    if (next === ",") at++;
    else if (next !== "}") return undefined;
  }
}

/** The versions of the one `secrets: { … }` of a text; undefined when there is none, or not only one, or more in it. */
function versionsIn(text: string): readonly Written[] | undefined {
  const tokens = tokensOf(text);
  const starts = tokens.flatMap((one, index) =>
    unquoted(one.text) === "secrets" && tokens[index + 1]?.text === ":" ? [index + 2] : [],
  );
  const [start] = starts;
  if (start === undefined || starts.length > 1 || tokens[start]?.text !== "{") return undefined;
  return versionsAt(tokens, start + 1);
}

const listed = (versions: readonly (readonly [string, number])[]) =>
  JSON.stringify(versions.toSorted(([one], [other]) => (one < other ? -1 : 1)));

const sameVersions = (written: readonly Written[], wanted: Readonly<Record<string, SecretDefinition>>) =>
  listed(written.map(({ name, version }) => [name, version])) ===
  listed(Object.entries(wanted).map(([name, { version }]) => [name, version]));

/** The text with other numbers in place of the versions of some secrets. */
function withVersions(text: string, written: readonly Written[], versionOf: (one: Written) => number): string {
  return written
    .toSorted((one, other) => other.from - one.from)
    .reduce((changed, one) => changed.slice(0, one.from) + String(versionOf(one)) + changed.slice(one.to), text);
}

/** A rotation of secrets as a new text of the environment's file, or what stands in its way. */
export type Rotation = { readonly text: string } | { readonly problem: Problem };

/**
 * Raises the versions of secrets in the text that declares them, by one each, and changes nothing else.
 * @param file - the text's own name, for the problem
 * @param secrets - all that the loaded environment declares: they must be what the text says, or it is not what is loaded
 * @param names - those of them to be rotated
 */
export function rotateSecrets(
  { text, file }: { readonly text: string; readonly file: string },
  secrets: Readonly<Record<string, SecretDefinition>>,
  names: readonly string[],
): Rotation {
  const written = versionsIn(text);
  if (written === undefined || !sameVersions(written, secrets)) {
    const wanted = Object.entries(secrets).map(([name, { version }]) => `${name}: { version: ${version} }`);
    const message =
      `does not say, in one object secrets: { … } and nothing else in it, what is loaded, which is ${wanted.join(", ")}; ` +
      "write it so, or raise the versions by hand where they come from";
    return { problem: { path: file, message } };
  }
  const raise = ({ name, version }: Written) => (names.includes(name) ? version + 1 : version);
  return { text: withVersions(text, written, raise) };
}

/**
 * Whether a text is another one with nothing changed but the versions of these secrets, raised by one each.
 * It reads the new text anew, and takes the versions back in it.
 */
export function isRotation(before: string, after: string, names: readonly string[]): boolean {
  const written = versionsIn(after);
  if (written === undefined) return false;
  return before === withVersions(after, written, ({ name, version }) => version - (names.includes(name) ? 1 : 0));
}
