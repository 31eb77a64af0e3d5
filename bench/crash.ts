import { crash } from "./crash-runs";

const times = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);

crash(times, seed, (text) => process.stderr.write(`${text}\n`)).then(
  ({ kills, problems, interrupted }) => {
    process.stdout.write(
      `${times} kills (${kills.server} of the server, ${kills.terraform} of terraform; ${interrupted} in the middle of an ` +
        `apply), seed ${seed}: ${problems.length} lost or inconsistent\n${problems.map((one) => `${one}\n`).join("")}`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
