import { z } from "zod";
import { InvalidInput, type Problem } from "../../core/problems";
import { resourceShape } from "../../deploy/plan-json";

const output = z.looseObject({
  actions: z.array(z.string()),
  after: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
});

const planShape = z.looseObject({
  resource_changes: z.array(resourceShape).default([]),
  resource_drift: z.array(resourceShape).default([]),
  output_changes: z.record(z.string(), output).default({}),
  variables: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })).default({}),
  prior_state: z.unknown().optional(),
  errored: z.boolean().default(false),
  complete: z.boolean().default(true),
});

/** A plan in Terraform's JSON, as far as a review reads it. */
export type PlanJson = z.infer<typeof planShape>;

const again = "plan again, and give what terraform show -json prints for that plan's file, all of it";

/** The major version of Terraform's plan format that is read here. */
const knownMajor = "1";

function refuse(path: string, message: string): never {
  const problem: Problem = { path, message };
  throw new InvalidInput([problem]);
}

/** What the engine says of broken JSON may quote it, and with it a secret: it is not passed on. */
function parseJson(text: string, origin: string): unknown {
  if (text.trim() === "") return refuse(origin, `is empty; ${again}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const isCut = !/[}\]]\s*$/.test(text);
    return refuse(origin, `is no whole JSON${isCut ? ": it ends in the middle" : ""}; ${again}`);
  }
}

function versionOf(json: object, origin: string): string {
  if ("format_version" in json && typeof json.format_version === "string") return json.format_version;
  return refuse(`${origin}.format_version`, `is missing, so this is no plan of Terraform's; ${again}`);
}

/**
 * Reads a plan's JSON.
 * @param origin - names the text in errors: a stack's name, or a file's
 * @throws InvalidInput when it is empty, cut off, no plan, or of a format that is not known
 */
export function parsePlan(text: string, origin: string): PlanJson {
  const json = parseJson(text, origin);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return refuse(origin, `is JSON, but no plan; ${again}`);
  const version = versionOf(json, origin);
  const [major = ""] = version.split(".", 1);
  if (major !== knownMajor)
    return refuse(
      `${origin}.format_version`,
      `is ${JSON.stringify(version)}, but only ${knownMajor}.x is read; plan with a Terraform that writes ${knownMajor}.x`,
    );
  if (!("resource_changes" in json) && !("planned_values" in json))
    return refuse(origin, `has neither resource_changes nor planned_values, as a state has; ${again}`);
  const parsed = planShape.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(
    parsed.error.issues.map(({ path, message }) => ({
      path: [origin, ...path.map(String)].join("."),
      message: `${message.charAt(0).toLowerCase()}${message.slice(1)}; ${again}`,
    })),
  );
}
