import { join, relative, sep } from "node:path";
import type { Problem } from "../core/problems";

const fix = "correct it; npx tsc --noEmit lists all such mistakes";

/** A file as it is said to people: relative to where they are, unless that leads upwards. It has a slash in it either way. */
export function shownPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path === "" || path.startsWith("..") ? file : `.${sep}${path}`;
}

const firstLine = (text: string) => text.split("\n", 1).join("").replace(/:$/, "");

/** Where in `folder` an error says that it happened, with line and column: from the first stack frame or message line there. */
function placeOf(text: string, folder: string): string | undefined {
  return text
    .split(/[\n()]/)
    .map((line) => line.slice(line.indexOf(folder)))
    .find((line) => line.startsWith(folder) && /:\d+:\d+/.test(line))
    ?.replace(/(:\d+:\d+).*/s, "$1");
}

function askedBy(error: Error): string | undefined {
  const stack: unknown = Reflect.get(error, "requireStack");
  const first: unknown = Array.isArray(stack) ? stack.at(0) : undefined;
  return typeof first === "string" ? first : undefined;
}

/**
 * What is wrong when the files of an environment cannot even be loaded: which file and line, what was said, what to do.
 * @param error - what `require` threw
 * @param folder - the folder that was being loaded, as an absolute path without symbolic links
 */
export function loadFailure(error: unknown, folder: string): Problem {
  const index = join(folder, "index.ts");
  if (!(error instanceof Error))
    return { path: shownPath(index), message: `threw ${JSON.stringify(error)} while it was loaded; ${fix}` };
  const asked = askedBy(error);
  if (asked !== undefined)
    return { path: shownPath(asked), message: `imports what is not there (${firstLine(error.message)}); ${fix}` };
  const text = `${error.message}\n${error.stack ?? ""}`;
  const [, syntax] = /: ERROR: (.*)/.exec(error.message) ?? [];
  const place = placeOf(text, `${folder}${sep}`) ?? index;
  const said =
    syntax === undefined ? `threw ${error.name}: ${firstLine(error.message)}` : `has a syntax error: ${syntax}`;
  return { path: shownPath(place), message: `${said}; ${fix}` };
}
