import type { Command } from "commander";
import { program } from "../../modules/cli/program";
import { painter } from "../../modules/cli/paint";

const silent = { width: undefined, colour: false, paint: painter(false), print: () => undefined };
const understudy = program({ out: silent, err: silent });

/** The words of a command line as a shell sees them, up to where another command or a comment begins. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/"[^"]*"|'[^']*'|<[\w-]+>|\|\||&&|[;|<>#)`]|[^\s"';|<>#)`]+/g) ?? [];
  const end = words.findIndex((word) => ["||", "&&", ";", "|", "<", ">", "#", ")", "`"].includes(word));
  return (end < 0 ? words : words.slice(0, end)).map((word) => word.replaceAll(/^["']|["']$/g, ""));
}

/** What a command would refuse of the words behind its name. */
function refused(command: Command, words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const name = command.name();
  const deeper = command.commands.find((verb) => verb.name() === first);
  if (deeper !== undefined) return refused(deeper, rest);
  if (command.commands.length > 0 && !first.startsWith("-")) return [`${name} ${first}: there is no such verb`];

  const options = [...command.options, ...understudy.options];
  const given: string[] = [];
  const problems: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const [word = "", joined] = (words[index] ?? "").split(/=(.*)/s);
    if (word === "--") break;
    if (!word.startsWith("-") || word === "-") {
      given.push(word);
      continue;
    }
    const option = options.find(({ long, short }) => long === word || short === word);
    if (option === undefined) {
      if (word !== "--help") problems.push(`${name} ${word}: there is no such option`);
      continue;
    }
    if (!option.required && !option.optional) continue;
    const value = joined ?? words[++index] ?? "";
    const isPlaceholder = /^[<$]|\$\{?\w/.test(value);
    if (!isPlaceholder && option.argChoices?.includes(value) === false)
      problems.push(`${name} ${word}: is never ${value === "" ? "empty" : value}`);
  }
  const places = command.registeredArguments;
  if (given.length > places.length && places.at(-1)?.variadic !== true)
    problems.push(`${name}: takes no ${given.slice(places.length).join(" ")}`);
  const missing = places.filter(({ required }, index) => required && index >= given.length);
  const alone = words.includes("--help");
  if (!alone) problems.push(...missing.map((place) => `${name}: lacks its ${place.name()}`));
  const mandatory = command.options.filter(
    ({ mandatory, long }) => mandatory && !words.some((word) => word.split("=")[0] === long),
  );
  if (!alone) problems.push(...mandatory.map(({ long }) => `${name}: lacks ${long ?? ""}`));
  return problems;
}

const calls =
  /(?:node (?:base\/)?bin\/understudy\.js|npm run (?:-s |--silent )?understudy --|\bnpx understudy) +([^\n]*)/g;

/** Every call of `understudy` in a text, its lines joined where they go on. */
export function callsIn(text: string): readonly string[] {
  return [...text.replaceAll(/ *\\\n */g, " ").matchAll(calls)].map(([, line = ""]) => line);
}

/** What the real command would refuse of one call. */
export function problemsOf(call: string): readonly string[] {
  return refused(understudy, wordsOf(call));
}
