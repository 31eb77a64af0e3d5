import { readFileSync } from "node:fs";
import { messageOf } from "../../core/failure";
import { InvalidInput, type Problem } from "../../core/problems";
import { databaseName } from "../../database/contract";

/** By whom and how the probe of a drill on a cloud connects. */
export interface ProbeAccess {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Certificates of the authorities that sign the servers' own. @default - those that Node trusts, and names are compared */
  readonly authority?: string;
}

/** The variables by which libpq itself is told (PostgreSQL manual, "Environment Variables"). */
const meaning = {
  PGUSER: "the user of the database that the drill's probe writes as",
  PGPASSWORD: "its password",
} as const;

/**
 * How the probe connects, from the environment of this process and from nowhere else: an argument would be seen by others.
 * @throws InvalidInput with every variable that is missing, or when the file of authorities cannot be read
 */
export function probeAccess(variables: Readonly<Record<string, string | undefined>>, path: string): ProbeAccess {
  const problems: Problem[] = [];
  const needed = (name: keyof typeof meaning): string => {
    const value = variables[name] ?? "";
    if (value === "")
      problems.push({ path, message: `cannot be drilled: set ${name}, ${meaning[name]}; nothing was done` });
    return value;
  };
  const [user, password] = [needed("PGUSER"), needed("PGPASSWORD")];
  const file = variables["PGSSLROOTCERT"] ?? "";
  const database = variables["PGDATABASE"] ?? "";
  let authority: string | undefined;
  try {
    if (file !== "") authority = readFileSync(file, "utf8");
  } catch (error) {
    problems.push({
      path,
      message: `cannot be drilled: PGSSLROOTCERT names no file that can be read: ${messageOf(error)}`,
    });
  }
  if (problems.length > 0) throw new InvalidInput(problems);
  const known = { user, password, database: database === "" ? databaseName : database };
  return authority === undefined ? known : { ...known, authority };
}
