import { systemClock } from "../../modules/recovery/run/clock";
import { openJournal, readJournal } from "../../modules/recovery/run/journal";

/** Writes to the journal in the given folder until that fails, and prints how. */
const folder = process.argv[2] ?? "";
const journal = openJournal(folder, readJournal(folder), systemClock);
try {
  for (;;) journal.append({ fact: "lag", seconds: 1 });
} catch (error) {
  process.stdout.write(String(error));
}
