import { InvalidInput } from "../core/problems";
import type { Clock } from "../recovery/run/clock";
import { projectOf, type Variables, wireOf } from "../review/post/place";
import type { PreviewHost } from "./contract";
import { onGithub } from "./github";
import { onGitlab } from "./gitlab";

/**
 * The host of this pipeline, with the token of its environment.
 * @throws InvalidInput naming all variables that are missing
 */
export function previewHost(on: "github" | "gitlab", variables: Variables, clock: Clock): PreviewHost {
  const project = projectOf(on, variables);
  const wire = wireOf(on, variables, clock);
  if (project.value !== undefined && wire !== undefined)
    return on === "github" ? onGithub(wire, project.value) : onGitlab(wire, project.value);
  const token = on === "github" ? "GITHUB_TOKEN" : "GITLAB_TOKEN";
  throw new InvalidInput([
    ...(project.value === undefined
      ? [{ path: project.name, message: "is not set; run this in a pipeline, or set it to the project" }]
      : []),
    ...(wire === undefined
      ? [{ path: token, message: "is not set; what is known of previews are labels, and nobody reads them without it" }]
      : []),
  ]);
}
