import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { InvalidInput, type Problem } from "../modules/core/problems";

const given = z.string().min(1);

/** What signs a job in on a cloud, as docs/pipelines.md says. None of it is a secret. */
const identities = {
  aws: z.strictObject({ role: given }),
  gcp: z.strictObject({ provider: given }),
  azure: z.strictObject({ client: given, tenant: given, subscription: given }),
} as const;

const site = z.object({
  environment: z.string(),
  group: z.string(),
  stores: z.string(),
  cloud: z.enum(["aws", "gcp", "azure"]),
  region: z.string(),
  health: z.string(),
});

const file = "environments/identities.json";

/**
 * The rows of a pipeline's matrix: a group each, with the identities that plan and apply it. None while no cloud has been
 * set up; afterwards a group without its identities is an error, never a group that is quietly left out. A preview has the
 * identities of the environment whose stores it uses, and a project without such identities has no previews.
 * @param sites - what `understudy sites --json` prints
 * @param known - what environments/identities.json holds
 * @throws InvalidInput with every group that lacks something
 */
export function pipelineGroups(sites: unknown, known: unknown) {
  const own = z.record(z.string(), z.unknown()).parse(known);
  if (Object.keys(own).length === 0) return [];

  const groups = new Map<string, z.infer<typeof site>>();
  for (const row of z.array(site).parse(sites)) {
    const target = `${row.environment}/${row.group}`;
    const isWithoutPreviews = row.stores !== row.environment && own[`${row.stores}/${row.group}`] === undefined;
    if (!groups.has(target) && !isWithoutPreviews) groups.set(target, row);
  }
  const problems: Problem[] = [];
  const rows = [...groups].map(([target, { environment, group, stores, cloud, region, health }]) => {
    const owner = `${stores}/${group}`;
    const shape = z.strictObject({ plan: identities[cloud], apply: identities[cloud] });
    const { data: identity, error } = shape.safeParse(own[owner]);
    const wanted = Object.keys(identities[cloud].shape).join(", ");
    for (const { path } of error?.issues ?? [])
      problems.push({
        path: [file, owner, ...path].join("."),
        message: `is not as it must be; ${cloud} wants ${wanted} for plan and the same for apply`,
      });
    return { target, environment, group, stores, cloud, region, health, identity };
  });
  if (problems.length > 0) throw new InvalidInput(problems);
  return rows;
}

if (require.main === module) {
  const read = (path: string | number): unknown => JSON.parse(readFileSync(path, "utf8"));
  process.stdout.write(`${JSON.stringify(pipelineGroups(read(0), read(join(__dirname, "..", file))))}\n`);
}
