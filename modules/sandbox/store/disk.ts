import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";

/** A file that grows. What is written is on disk when it returns. */
export interface Disk {
  /** @throws Error with the disk's own words; any part may have been written then */
  readonly write: (bytes: Buffer, at: number) => Promise<void>;
  readonly truncate: (bytes: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** A file of this machine's disk, which is there already. */
export async function openDisk(file: string): Promise<Disk> {
  const handle = await open(file, "r+");
  return {
    write: async (bytes, at) => {
      await writeAll(handle, bytes, at);
      await handle.datasync();
    },
    truncate: async (bytes) => {
      await handle.truncate(bytes);
      await handle.datasync();
    },
    close: () => handle.close(),
  };
}

/** Makes the names of a folder's files as durable as what is in them. */
export async function syncFolderOf(file: string): Promise<void> {
  const folder = await open(dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
