import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { InvalidInput } from "../../core/problems";
import { openAppendable, syncFolder } from "../run/disk";
import { readJournal } from "../run/journal";
import { makeReport } from "./report";
import type { Signer } from "./sign";
import { type Examination, verifyReport } from "./verify";

/** The three forms of a report, beside each other in a run's folder. */
const reportFiles = { json: "report.json", html: "report.html", markdown: "report.md" } as const;

function replace(file: string, text: string): void {
  const temporary = join(dirname(file), `.${randomUUID()}`);
  const whole = openAppendable(temporary, 0);
  try {
    whole.append(text);
  } finally {
    whole.close();
  }
  renameSync(temporary, file);
}

/**
 * Writes the report of a run into the run's folder, signed: as JSON, as a page, and for a pull request. The JSON, which is what
 * counts, comes last; whoever reads sees the file of before or the new one.
 * @returns the path of the JSON
 * @throws InvalidInput when the journal is damaged or empty
 */
export function publishReport(folder: string, signer: Signer): string {
  const content = readJournal(folder);
  if (content.entries.length === 0)
    throw new InvalidInput([{ path: folder, message: "is of a run that has not begun; there is nothing to report" }]);
  const report = makeReport(content, signer);
  for (const form of ["html", "markdown", "json"] as const) replace(join(folder, reportFiles[form]), report[form]);
  syncFolder(folder);
  return join(folder, reportFiles.json);
}

/** The file of a report's JSON, whichever of its forms, or the run's folder, is named. */
function jsonFile(path: string): string {
  const name = Object.values(reportFiles).find((file) => path.endsWith(`/${file}`) || path === file);
  if (name !== undefined) return join(dirname(path), reportFiles.json);
  const inFolder = join(path, reportFiles.json);
  return existsSync(inFolder) ? inFolder : path;
}

/**
 * Examines a report, with its pages if they lie beside it.
 * @param path - of the report in any of its forms, or of the run's folder
 * @throws InvalidInput when there is none
 */
export function examineReport(path: string, trusted: ReadonlyMap<string, string>): Examination {
  const json = jsonFile(path);
  if (!existsSync(json))
    throw new InvalidInput([
      { path: json, message: "is not there; name a report.json, or the folder of a run that has one" },
    ]);
  const beside = (file: string) => {
    const page = join(dirname(json), file);
    return existsSync(page) ? readFileSync(page) : undefined;
  };
  const [html, markdown] = [beside(reportFiles.html), beside(reportFiles.markdown)];
  return verifyReport({
    json: readFileSync(json),
    ...(html === undefined ? {} : { html }),
    ...(markdown === undefined ? {} : { markdown }),
    trusted,
  });
}
