import { z } from "zod";
import type { Cloud } from "../../core/cloud";
import { outageOf } from "../cloud/availability";
import { Refusal } from "../cloud/behaviour";
import type { DatabaseServers } from "../postgres/contract";
import type { Json, View } from "../store/contract";
import { resolveName } from ".";

/** A site that a name can lead to, and the server behind it. */
const candidateShape = z.object({
  site: z.string(),
  host: z.string(),
  id: z.string(),
  region: z.string(),
  database: z.string(),
});

/** What is asked of the sandbox's name service, as JSON in the argument `question`. */
const questionShape = z.object({ name: z.string(), candidates: z.array(candidateShape) });

/**
 * Where a group's name leads now, and at which port of 127.0.0.1 the database of that site answers.
 * @returns `{ site, port, certificate }`, the port null while the server is not running
 * @throws Refusal when there is no such name
 */
export async function lookUpName(
  { view, databases }: { readonly view: View; readonly databases: DatabaseServers },
  cloud: Cloud,
  question: string,
): Promise<Json> {
  const { name, candidates } = questionShape.parse(JSON.parse(question));
  const looked = await Promise.all(
    candidates.map(async (candidate) => ({ ...candidate, status: await databases.status(candidate.database) })),
  );
  const isDark = (region: string) => outageOf(view, cloud, region) === "dark";
  const answering = new Set(
    looked
      .filter(({ region, status }) => !isDark(region) && status?.running === true && status.role === "primary")
      .map(({ site }) => site),
  );
  const found = resolveName(cloud, view, { name, candidates, answers: ({ site }) => answering.has(site) });
  if (found === undefined) throw new Refusal(`${name}: no such name; deploy the group's traffic stack first`);
  const status = looked.find(({ site }) => site === found.site)?.status;
  const isUp = answering.has(found.site) || status?.running === true;
  return {
    site: found.site,
    port: isUp && status !== undefined ? status.port : null,
    certificate: databases.certificate,
  };
}
