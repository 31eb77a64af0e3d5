import { appendRecord } from "../../modules/record/log";
import { readSigner } from "../../modules/recovery/evidence/sign";
import { someEnd } from "./some-facts";

const [file = "", key = "", name = "", count = "0"] = process.argv.slice(2);

/** Adds to a record as often as it is told, and says each time that it has. */
async function main(): Promise<void> {
  const signer = readSigner(key);
  for (let index = 0; index < Number(count); index += 1) {
    await appendRecord(file, someEnd(`${name}-${index}`), signer);
    process.stdout.write(`${name}-${index}\n`);
  }
}

void main();
