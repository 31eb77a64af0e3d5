import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./planted";

/** A text that people read, by its path from the project's folder. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of code in a document. */
export interface Fence {
  readonly language: string;
  /** The file that it shows, as written behind the language: empty when it shows none in particular. */
  readonly file: string;
  readonly code: string;
  /** The line of the document on which its code begins, from 1. */
  readonly line: number;
}

const folders = ["bench", "docs", "environments", "modules", "scripts", "test"];

/** Every Markdown file of the project. */
export const documents: readonly Document[] = [
  ...readdirSync(root),
  ...folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
    ),
]
  .filter((path) => path.endsWith(".md"))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const fence = /^( *)```(\w*) ?(\S*)\n(.*?)^\1```$/gms;

/** A document's fenced code, without the indentation of the list that it may stand in. */
export function fencesOf({ text }: Document): readonly Fence[] {
  return [...text.matchAll(fence)].map(({ index, 1: indent = "", 2: language = "", 3: file = "", 4: code = "" }) => ({
    language,
    file,
    code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    line: text.slice(0, index).split("\n").length + 1,
  }));
}

/** A document's text without its code. */
export function proseOf({ text }: Document): string {
  return text.replace(fence, "").replace(/`[^`\n]*`/g, "");
}
