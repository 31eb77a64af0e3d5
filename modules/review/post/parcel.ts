import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../core/failure";
import { InvalidInput } from "../../core/problems";

/** Where a comment belongs. */
export const addressShape = z.strictObject({
  on: z.enum(["github", "gitlab"]),
  /** GitHub: `example/platform`. GitLab: the number or the path of the project. */
  project: z.string().regex(/^[\w.-]+(?:\/[\w.-]+)*$/),
  number: z.int().min(1),
});
/** Where a comment belongs. */
export type Address = Readonly<z.infer<typeof addressShape>>;

const files = { comment: "comment.md", address: "pull-request.json" } as const;

/** A comment on its way: the text, and where it belongs when that is known. */
export interface Parcel {
  readonly body: string;
  readonly address: Address | undefined;
}

/** Leaves a comment in a folder, as an artifact for a run that may post it. */
export function leaveParcel(folder: string, { body, address }: Parcel): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, files.comment), body);
  if (address !== undefined) writeFileSync(join(folder, files.address), `${JSON.stringify(address, null, 2)}\n`);
}

/** The comment in a file, or in a folder that {@link leaveParcel} filled. @throws InvalidInput when there is none */
export function readParcel(path: string): Parcel {
  if (!existsSync(path))
    throw new InvalidInput([
      { path, message: "is not there; name a Markdown file, or the folder of a comment that was left" },
    ]);
  if (!statSync(path).isDirectory()) return { body: nonEmpty(path), address: undefined };
  const file = join(path, files.address);
  return { body: nonEmpty(join(path, files.comment)), address: existsSync(file) ? readAddress(file) : undefined };
}

function nonEmpty(path: string): string {
  const body = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (body.trim() === "")
    throw new InvalidInput([{ path, message: "is empty or not there; a comment says something" }]);
  return body;
}

function readAddress(path: string): Address {
  try {
    return addressShape.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    const said =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ")
        : messageOf(error);
    throw new InvalidInput([{ path, message: `is no address of a pull request: ${said}` }]);
  }
}
