import { existsSync, writeFileSync } from "node:fs";
import { noWord, retakeLease, takeLease } from "../../modules/recovery/run/lease";

/** Takes the lease of run `one` as soon as the file `starter` is there, and says how that went; stays if told to. That it is loaded it says by a file of its own. */
const [runs = "", starter = "", stay] = process.argv.slice(2);
const request = { runs, environment: "staging", group: "aws", run: "one", by: "ana", shared: null, word: noWord };
const taken = () => (stay === undefined ? retakeLease(request, null) : takeLease(request, () => false));
if (stay === undefined) writeFileSync(`${starter}.${process.pid}`, "");
const wait = setInterval(() => {
  if (!existsSync(starter)) return;
  clearInterval(wait);
  void taken().then(
    () => {
      process.stdout.write("took it");
      // The lease is held for as long as others may still try.
      setTimeout(() => undefined, stay === undefined ? 5_000 : 60_000);
    },
    (error: unknown) => process.stdout.write(`refused: ${error instanceof Error ? error.message : String(error)}`),
  );
}, 5);
