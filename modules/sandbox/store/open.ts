import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { Store } from "./contract";
import { openDisk, syncFolderOf } from "./disk";
import { firstChecksum, header, line, read, write } from "./format";
import { type End, LogStore } from "./log-store";
import { Memory } from "./memory";
import { takeLock } from "./process-lock";

/** How many times what lives a log may be, and how small it is never worth the work. */
const slack = { times: 4, bytes: 1_048_576 } as const;

/** The file beside a store by which a process says that it has it open. */
export const lockOf = (file: string): string => `${file}.lock`;

/** Writes a store beside the file and puts it in its place: whoever reads finds the old one or the new one. */
async function rewrite(file: string, { content, end }: Written): Promise<End> {
  const beside = `${file}.new`;
  try {
    const handle = await open(beside, "w", 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  await syncFolderOf(file);
  return end;
}

interface Written {
  readonly content: Buffer;
  readonly end: End;
}

/** A log of nothing but what lives. */
function written(memory: Memory): Written {
  const lines = [header];
  let checksum = firstChecksum;
  for (const change of memory.all()) {
    const next = line(checksum, write([change]).text);
    lines.push(next.line);
    ({ checksum } = next);
  }
  const content = Buffer.from(lines.join(""));
  return { content, end: { bytes: content.length, checksum } };
}

async function compact(file: string, memory: Memory, end: End): Promise<End> {
  if (end.bytes > 0 && end.bytes < slack.bytes) return end;
  const smaller = written(memory);
  if (end.bytes > 0 && end.bytes < smaller.content.length * slack.times) return end;
  try {
    return await rewrite(file, smaller);
  } catch (error) {
    // Without room for a smaller one the larger one is as good; a new one has to be written.
    if (end.bytes === 0) throw error;
    return end;
  }
}

async function load(file: string, release: () => void): Promise<Store> {
  const content = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const { transactions, checksum, bytes } = read(content, file);
  const memory = new Memory();
  for (const changes of transactions) memory.apply(changes);
  const end = await compact(file, memory, { bytes, checksum });
  return new LogStore(await openDisk(file), memory, end, release);
}

/**
 * Opens the store in a file, or a new one where there is none. One process has it open at a time.
 * @throws Error when another process has it open, or the file is no store, of another format, or damaged; nothing is changed then
 */
export async function openStore(file: string): Promise<Store> {
  mkdirSync(dirname(file), { recursive: true });
  const release = takeLock(lockOf(file), file);
  try {
    return await load(file, release);
  } catch (error) {
    release();
    throw error;
  }
}
