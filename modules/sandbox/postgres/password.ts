import { escapeIdentifier, escapeLiteral } from "pg";
import { z } from "zod";
import { ourselves } from "./connection";
import { application } from "./create";
import type { Home } from "./home";
import { scramVerifier } from "./scram";
import { type Server, session } from "./server";

const found = z.object({ yes: z.boolean() });

/**
 * Sets the password of a user, who can use the application's database and make tables in it; makes the user if needed.
 * The password itself does not leave this function.
 * @throws Error when the user is the sandbox's own, or for the password {@link scramVerifier} refuses
 */
export async function setPassword(home: Home, server: Server, user: string, password: string): Promise<void> {
  if (user === ourselves) throw new Error(`${ourselves} is the sandbox's own user and has no password; name another`);
  const name = escapeIdentifier(user);
  const verifier = escapeLiteral(scramVerifier(password));
  await session(
    home,
    server,
    async (asked) => {
      const sql = "select exists (select from pg_roles where rolname = $1) as yes";
      const { yes: known } = await asked.first(found, sql, [user]);
      await asked.run(`${known ? "alter" : "create"} role ${name} login password ${verifier}`);
      await asked.run(`grant all on database ${application} to ${name}`);
      await asked.run(`grant all on schema public to ${name}`);
    },
    application,
  );
}
