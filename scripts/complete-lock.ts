/**
 * Adds to package-lock.json the optional platform packages that the registry at hand did not have when it was written.
 * npm leaves such packages out without a word, and `npm ci` then refuses the lock file, on every machine.
 *
 *   npm install && node -r tsx/cjs scripts/complete-lock.ts
 *
 * What is added has a version and the systems it is for, read off its name, but no checksum: only a registry has that.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const file = resolve(__dirname, "../package-lock.json");
const text = z.record(z.string(), z.string());
const entry = z.object({ optionalDependencies: text.optional(), dev: z.boolean().optional() });
const fields = z.record(z.string(), z.unknown());

/** Where Node would look for a package that the one at `path` asks for: beside it, then further up. */
function places(path: string, name: string): readonly string[] {
  const above = path.split("/node_modules/").map((_, index, all) => all.slice(0, index + 1).join("/node_modules/"));
  return [...above.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`];
}

/** `@swc/core-linux-x64-gnu` is for linux, x64 and glibc. */
function systems(name: string) {
  const [os = "", cpu = "", abi] = name.replace(/^.*?(?:core|binding)-/, "").split("-");
  const libc = { gnu: "glibc", musl: "musl" }[abi ?? ""];
  return { os: [os], cpu: [cpu], ...(os === "linux" && libc !== undefined && { libc: [libc] }) };
}

// Read twice, by shape and as it is: whatever npm wrote must come out again in its order.
const lock = fields.parse(JSON.parse(readFileSync(file, "utf8")));
const written = fields.parse(lock["packages"]);
const added = Object.entries(z.record(z.string(), entry).parse(written)).flatMap(
  ([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !places(path, name).some((place) => place in written))
      .map(([name, version]) => {
        if (!/^\d+\.\d+\.\d+$/.test(version))
          throw new Error(`${path} asks for ${name} ${version}: not one exact version; add it by hand`);
        return [`node_modules/${name}`, { version, ...systems(name), ...(dev && { dev }), optional: true }] as const;
      }),
);
const packages = Object.entries({ ...written, ...Object.fromEntries(added) });
packages.sort(([one], [other]) => one.localeCompare(other, "en"));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
process.stdout.write(`${added.length} packages added\n`);
