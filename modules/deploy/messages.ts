import { z } from "zod";
import type { Diagnostic } from "./contract";

const diagnosticShape = z.object({
  severity: z.enum(["error", "warning"]),
  summary: z.string(),
  detail: z.string().default(""),
  address: z.string().optional(),
});

const messageShape = z.object({
  "@message": z.string(),
  type: z.string().default("log"),
  diagnostic: diagnosticShape.optional(),
  hook: z.object({ resource: z.object({ addr: z.string() }), action: z.string() }).optional(),
});

/** A line of what Terraform prints with `-json`, as far as it is needed here. */
export interface Message {
  /** What a person would read. */
  readonly text: string;
  readonly type: string;
  readonly diagnostic: Diagnostic | undefined;
  /** The action of a resource that has just ended, well or badly: `create`, `update`, `delete`. */
  readonly ended: string | undefined;
}

const endings: ReadonlySet<string> = new Set(["apply_complete", "apply_errored"]);

/** Who is protected is said in the detail, in a sentence, and nowhere else. */
const inDetail = /^(?:Resource )?(\S+) has lifecycle\.prevent_destroy set/;

const withAddress = ({ severity, summary, detail, address }: z.infer<typeof diagnosticShape>): Diagnostic => ({
  severity,
  summary,
  detail,
  address: address ?? inDetail.exec(detail)?.at(1),
});

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Whatever it is, it is told to people: Terraform mixes both.
    return undefined;
  }
}

/** Reads a line that Terraform printed; undefined when it is not one for programs. */
export function readMessage(line: string): Message | undefined {
  const { data } = messageShape.safeParse(line.startsWith("{") ? json(line) : undefined);
  if (data === undefined) return undefined;
  const { "@message": text, type, diagnostic, hook } = data;
  return {
    text,
    type,
    diagnostic: diagnostic && withAddress(diagnostic),
    ended: endings.has(type) ? hook?.action : undefined,
  };
}

/** A diagnostic as one reads it in a log. */
export function diagnosticText({ severity, summary, detail, address }: Diagnostic): string {
  const head = `${severity === "error" ? "Error" : "Warning"}: ${summary}`;
  return [
    head,
    ...(address === undefined ? [] : [`  with ${address}`]),
    ...(detail === "" ? [] : ["", detail, ""]),
  ].join("\n");
}

/** Reads the errors and warnings that Terraform prints for people, with a frame of lines around each or without. */
export function textDiagnostics(text: string): readonly Diagnostic[] {
  const bare = text
    .split("\n")
    .map((line) => line.replace(/^[╷│╵]\s?/, ""))
    .join("\n");
  return bare.split(/^(?=(?:Error|Warning): )/m).flatMap((part): readonly Diagnostic[] => {
    const [, kind, summary = "", rest = ""] = /^(Error|Warning): (.*)\n?([^]*)$/.exec(part) ?? [];
    if (kind === undefined) return [];
    return [{ severity: kind === "Error" ? "error" : "warning", summary, detail: rest.trim(), address: undefined }];
  });
}
