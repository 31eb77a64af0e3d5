import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { type ChainContent, continueChain, emptyChain, type Link, readChain, sha256 } from "../core/chain";
import { messageOf } from "../core/failure";
import { InvalidInput } from "../core/problems";
import { type Signer, signText } from "../recovery/evidence/sign";
import { makeFolder, openAppendable } from "../recovery/run/disk";
import type { Deployment, RecordEntry, RecordFact } from "./contract";
import { locked } from "./lock";
import { entryShape } from "./shape";

/** What a record says, and how far it can be trusted. */
export type RecordContent = ChainContent<RecordEntry>;

/** What is signed of an entry: all that it says, and by the hash of the line before all that was said until then. */
export function signedText(entry: object): Buffer {
  return Buffer.from(`understudy deployments\n${sha256(JSON.stringify(entry))}\n`);
}

/** Reads a record; one that is not there says nothing yet. @throws InvalidInput naming the first line that is damaged */
export function readRecord(file: string): RecordContent {
  return existsSync(file) ? readChain(file, { of: "a record of deployments", shape: entryShape }) : emptyChain;
}

function entryOf(fact: RecordFact, { sequence, previous }: Link, signer: Signer | undefined): RecordEntry {
  const whose = signer && { publicKey: signer.publicKey, fingerprint: signer.fingerprint };
  const said = { ...fact, sequence, at: new Date().toISOString(), previous, signer: whose ?? null };
  return { ...said, signature: signer === undefined ? null : signText(signer, signedText(said)) };
}

/**
 * Adds to a record: one line, on disk when it returns, after all that other processes have added. A last line that a dying
 * process did not finish is taken out first.
 * @param signer - undefined for an entry that nobody signs
 * @throws InvalidInput when the record is damaged, locked for too long or cannot be written; it is then as it was
 */
export async function appendRecord(file: string, fact: RecordFact, signer: Signer | undefined): Promise<RecordEntry> {
  makeFolder(dirname(file));
  return locked(file, () => {
    const content = readRecord(file);
    const disk = openAppendable(file, content.length);
    try {
      return continueChain(content, disk.append).append((link) => entryOf(fact, link, signer));
    } catch (error) {
      throw new InvalidInput([
        { path: file, message: `could not be written (${messageOf(error)}); what it says so far is safe: make room` },
      ]);
    } finally {
      disk.close();
    }
  });
}

/** The deployments of a record, in the order in which they began. */
export function deploymentsOf({ entries }: Pick<RecordContent, "entries">): readonly Deployment[] {
  const ends = new Map(
    entries.flatMap((entry) => (entry.fact === "ended" ? [[entry.deployment, entry] as const] : [])),
  );
  return entries.flatMap((begun) => (begun.fact === "begun" ? [{ begun, ended: ends.get(begun.deployment) }] : []));
}
