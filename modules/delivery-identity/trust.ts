import type { DeliveryDefinition, DeliveryHost } from "../core/environment";
import type { Use } from "./contract";

/** What a claim of a token must be, or how it must begin: `whole` stands for that where only whole values are compared. */
export type Match = { readonly is: string } | { readonly begins: string; readonly whole?: string };

/** Which tokens are let in: of any of the subjects, by what each stands for, and with every one of the other claims. */
export interface Trust {
  readonly subjects: Readonly<Record<string, Match>>;
  readonly claims: Readonly<Record<string, Match>>;
}

/** Who signs the tokens of a host's pipelines. */
export const issuers = {
  github: "https://token.actions.githubusercontent.com",
  gitlab: "https://gitlab.com",
} as const satisfies Record<DeliveryHost, string>;

/** What each host calls one run of a pipeline, for the audit log. */
export const runClaims = { github: "run_id", gitlab: "pipeline_id" } as const satisfies Record<DeliveryHost, string>;

/** A ref from which changes are applied: the branch, or every tag of a form that ends in `*`. */
function appliedFrom({ branch, tag }: DeliveryDefinition, branches: string, tags: string): Match {
  return tag === undefined ? { is: `${branches}${branch}` } : { begins: `${tags}${tag.slice(0, -1)}` };
}

const is = (value: string | number): Match => ({ is: String(value) });

/** The tags that are applied from are planned from too: whatever plans for production is a job of the tag's own pipeline. */
function plannedTags({ tag }: DeliveryDefinition, tags: string, whole?: string): Readonly<Record<string, Match>> {
  if (tag === undefined) return {};
  return { tag: { begins: `${tags}${tag.slice(0, -1)}`, ...(whole === undefined ? {} : { whole }) } };
}

/**
 * Which tokens may do what. Pull requests and branches of the repository may plan, and tags that are applied from. To
 * apply, a job must be of the environment and of the protected ref. No beginning ends before the repository's own name does, so that what follows it
 * is a ref of that repository and never another one; a fork's tokens name the fork.
 *
 * Sources: GitHub, "OpenID Connect reference" and "Immutable subject claims" (numbers behind the names, since July 2026);
 * GitLab, "ID token authentication", token payload (`project_*` of a fork's merge request is the fork's).
 */
export function trusted(delivery: DeliveryDefinition, environment: string): Readonly<Record<Use, Trust>> {
  const { repository, repositoryId, branch } = delivery;
  switch (delivery.host) {
    case "github": {
      const [owner = "", name = ""] = repository.split("/");
      const subject = `repo:${owner}@${delivery.ownerId}/${name}@${repositoryId}:`;
      const claims = { repository_id: is(repositoryId) };
      return {
        plan: {
          subjects: {
            "pull-request": is(`${subject}pull_request`),
            branch: is(`${subject}ref:refs/heads/${branch}`),
            branches: { begins: `${subject}ref:refs/heads/` },
            // No environment that is applied to has a name with a slash in it.
            ...plannedTags(delivery, `${subject}ref:refs/tags/`, `${subject}environment:plan/${environment}`),
          },
          claims,
        },
        apply: {
          subjects: { environment: is(`${subject}environment:${environment}`) },
          claims: {
            ...claims,
            environment: is(environment),
            ref: appliedFrom(delivery, "refs/heads/", "refs/tags/"),
          },
        },
      };
    }
    case "gitlab": {
      const subject = `project_path:${repository}:ref_type:`;
      const claims = { project_id: is(repositoryId) };
      return {
        plan: {
          subjects: {
            branch: is(`${subject}branch:ref:${branch}`),
            branches: { begins: `${subject}branch:ref:` },
            ...plannedTags(delivery, `${subject}tag:ref:`),
          },
          claims,
        },
        apply: {
          subjects: { ref: appliedFrom(delivery, `${subject}branch:ref:`, `${subject}tag:ref:`) },
          claims: { ...claims, environment: is(environment), ref_protected: is("true") },
        },
      };
    }
  }
}
