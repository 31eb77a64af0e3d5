import { environments as definitions } from "../../environments";
import type { EnvironmentDefinition } from "../../modules/core/environment";
import { type Environment, parseEnvironment } from "../../modules/core/parse";
import { InvalidInput } from "../../modules/core/problems";
import { type Roles, rolesBeforeAny } from "../../modules/core/roles";

/** Roles of an environment that never switched. */
export function rolesOf({ groups }: EnvironmentDefinition): Roles {
  return rolesBeforeAny(groups);
}

/** Parses an environment, with first roles unless others are given. @throws InvalidInput */
export function parsed(definition: EnvironmentDefinition, roles: Roles = rolesOf(definition)): Environment {
  const { environment, problems } = parseEnvironment(definition, roles);
  if (environment === undefined) throw new InvalidInput(problems);
  return environment;
}

/** The project's own environments, as they are before any switch. */
export const environments: readonly Environment[] = definitions.map((definition) => parsed(definition));
