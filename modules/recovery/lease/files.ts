import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createWhole, makeFolder } from "../run/disk";
import { entryName, entryNumber, type LeaseStore } from "./store";

/** A lease as a folder of files on this machine: enough where all who could take it are on this machine. */
export function fileLeases(folder: string): LeaseStore {
  return {
    place: folder,
    last: () => {
      const names = existsSync(folder) ? readdirSync(folder) : [];
      const number = Math.max(0, ...names.map((name) => entryNumber(name) ?? 0));
      if (number === 0) return Promise.resolve(undefined);
      return Promise.resolve({ number, text: readFileSync(join(folder, entryName(number)), "utf8") });
    },
    create: ({ number, text }) => {
      makeFolder(folder);
      return Promise.resolve(createWhole(join(folder, entryName(number)), text));
    },
  };
}
