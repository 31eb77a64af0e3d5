import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { type Document, documents, proseOf } from "../support/documents";
import { root } from "../support/planted";

/** Links to files of the project that lead nowhere. */
function dead(document: Document): readonly string[] {
  const prose = proseOf(document);
  const targets = [
    ...prose.matchAll(/\]\(<?([^()\s>]+)>?(?:\s+"[^"]*")?\)/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
    ...prose.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g),
  ].map(([, target = ""]) => target);
  return targets
    .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
    .map((target) => target.replace(/#.*$/, ""))
    .filter((target) => !existsSync(join(root, dirname(document.path), target)));
}

test.each(documents)("every link of $path to a file leads to one", (document) => {
  expect(dead(document)).toEqual([]);
});

test("a link that leads nowhere is noticed, wherever and however it is written", () => {
  const text = `[a](README.md) [b](./gone.md#part "title") ![c](docs/gone.svg) <img src="gone.png"> [d](#part)
[e](https://example.com/gone.md) \`[f](gone.ts)\` [g][h]

[h]: gone.txt
`;
  expect(dead({ path: "text.md", text })).toEqual(["./gone.md", "docs/gone.svg", "gone.txt", "gone.png"]);
  expect(dead({ path: "docs/text.md", text: "[a](README.md) [b](../README.md)" })).toEqual(["README.md"]);
});
