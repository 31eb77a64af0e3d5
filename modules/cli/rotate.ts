import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidInput, nearest, oneOf } from "../core/problems";
import { isRotation, rotateSecrets } from "../core/rotate";
import { readProject } from "../stacks/project";
import { ownEnvironments } from "./own-environments";
import { word } from "./printed-commands";
import type { Verb } from "./verb";

function refuse(path: string, message: string): never {
  throw new InvalidInput([{ path, message }]);
}

/** The secrets that are meant: all that are declared, or the one that was named. */
function wantedSecrets(environment: string, secret: string | undefined, declared: readonly string[]) {
  if (declared.length === 0)
    return refuse(`${environment}.secrets`, 'declares none to rotate; add one: secrets: { "a-name": { version: 1 } }');
  if (secret === undefined) return declared;
  if (declared.includes(secret)) return [secret];
  const guess = nearest(secret, declared);
  const hint = guess === undefined ? "choose one of these" : `did you mean ${JSON.stringify(guess)}?`;
  return refuse(
    `secret ${JSON.stringify(secret)}`,
    `is not declared in ${environment}, only ${oneOf(declared)}; ${hint}`,
  );
}

/** Writes a rotation, and puts the file back as it was when it does not hold exactly that afterwards. */
function writeRotation(file: string, shown: string, before: string, after: string, names: readonly string[]): void {
  const written = () => {
    writeFileSync(file, after);
    return isRotation(before, readFileSync(file, "utf8"), names);
  };
  let done = false;
  try {
    done = written();
  } finally {
    if (!done) writeFileSync(file, before);
  }
  if (!done) refuse(shown, "held something else than was written, and is as it was before; see who else writes it");
}

/** Has the next deployment make new values of secrets: their versions in the environment's file, and nothing else. */
export const rotate: Verb = {
  name: "rotate",
  summary: "raise the versions of an environment's secrets, so that the next deployment makes new values",
  examples: ["understudy rotate staging", "understudy rotate staging/session-signing"],
  define: (command, { terminal: { out }, folder }) =>
    command.argument("<what>", "<environment>[/<secret>]").action((what: string) => {
      const [name = "", secret, ...more] = what.split("/");
      if (more.length > 0 || secret === "")
        refuse(JSON.stringify(what), "is not of the form <environment>[/<secret>]: staging/session-signing");
      const environments = folder();
      const declared = readProject(environments, name).environments[0]?.secrets ?? {};
      const names = wantedSecrets(name, secret, Object.keys(declared));

      const [path, shown] = [join(environments, `${name}.ts`), `environments/${name}.ts`];
      if (!existsSync(path)) refuse(shown, `is missing, where ${name} is looked for; raise the versions by hand`);
      const text = readFileSync(path, "utf8");
      const rotation = rotateSecrets({ text, file: shown }, declared, names);
      if ("problem" in rotation) throw new InvalidInput([rotation.problem]);
      writeRotation(path, shown, text, rotation.text, names);

      const raised = names.map((one) => [one, declared[one]?.version ?? 0] as const);
      const where = environments === ownEnvironments ? "" : ` --environments ${word(environments)}`;
      out.print(
        ...raised.map(
          ([one, version]) => `${out.paint("green", "raised")}  ${one}: version ${version} to ${version + 1}`,
        ),
        `next    understudy plan ${name} --on cloud${where}`,
      );
    }),
};
