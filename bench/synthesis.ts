/**
 * How fast synthesis is: the project against plain cdktf with the same resources, and against more sites of its own.
 *
 *   npm run bench [-- <rounds>]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { measure, median, run, type Run, table, times } from "./harness";
import { differences } from "./values";

const sizes = [15, 150, 500, 1000] as const;

/** What the project promises of its own environments. */
const goals = { constructionRatio: 5, totalMilliseconds: 1500 } as const;

/** A site of production comes with half a state stack and half a traffic stack: two stacks for each site. */
const sitesIn = ({ stacks }: Run) => stacks / 2;

function first<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined) throw new Error("nothing was measured; give one round or more");
  return value;
}

/** Milliseconds of the program that `cdktf synth` runs, from before its process starts until it is gone. */
function wallOfMain(outdir: string): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["-r", "tsx/cjs", resolve(__dirname, "../main.ts")], {
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  });
  if (status !== 0) throw new Error(`main.ts ended with ${String(status)}:\n${stderr}`);
  return performance.now() - start;
}

function againstPlain(folder: string, rounds: number): readonly string[] {
  const outdir = join(folder, "ours");
  const ours = { script: "bench/ours.ts", parameters: [outdir] };
  run(ours);
  const files = readdirSync(join(outdir, "stacks")).map((name) => join(outdir, "stacks", name, "cdk.tf.json"));
  const plain = { script: "bench/plain.ts", parameters: [join(folder, "plain"), ...files] };
  const [own, naive] = measure([ours, plain], rounds);
  const unfair = files.flatMap((file) => differences(file, file.replace(outdir, join(folder, "plain"))));
  if (unfair.length > 0) throw new Error(`plain cdktf made something else:\n${unfair.slice(0, 10).join("\n")}`);
  if (own === undefined || naive === undefined) throw new Error("nothing was measured; give one round or more");
  const main = median(Array.from({ length: rounds }, () => wallOfMain(join(folder, "main"))));
  const { constructionRatio, totalMilliseconds } = goals;
  return [
    `Medians of ${rounds} rounds, in milliseconds and MB. total: from process start; plain reads its input besides.`,
    "",
    table({ understudy: own, "plain cdktf": naive }),
    "",
    `construction: ${times(naive, own).construction.toFixed(1)} times faster than plain cdktf (to reach: ${constructionRatio})`,
    `main.ts, all of it, checked and published: ${main.toFixed(0)} ms from outside (to reach: ${totalMilliseconds})`,
  ];
}

function growth(folder: string, rounds: number): readonly string[] {
  const grown = sizes.map((sites) => {
    const outdir = join(folder, `sites-${sites}`);
    const result = first(measure([{ script: "bench/ours.ts", parameters: [outdir, String(sites)] }], rounds));
    rmSync(outdir, { recursive: true, force: true });
    return { sites: sitesIn(result), total: result.total, memory: result.memory };
  });
  const smallest = first(grown);
  const each = ({ sites, total, memory }: typeof smallest) => {
    const more = sites - smallest.sites;
    if (more === 0) return "";
    const [time, space] = [(total - smallest.total) / more, (memory - smallest.memory) / more];
    return `; each site more: ${time.toFixed(1)} ms, ${space.toFixed(2)} MB`;
  };
  return [
    "Sites of production's shape, each group with its state and traffic stacks:",
    "",
    ...grown.map((row) => `${row.sites} sites: ${row.total.toFixed(0)} ms, ${row.memory.toFixed(0)} MB${each(row)}`),
  ];
}

const rounds = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
try {
  process.stdout.write(`${againstPlain(folder, rounds).join("\n")}\n\n`);
  process.stdout.write(`${growth(folder, Math.min(rounds, 3)).join("\n")}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
