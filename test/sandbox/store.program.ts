import { openStore } from "../../modules/sandbox/store/open";

const [, , file = "", ...sizes] = process.argv;

/** Writes texts of the sizes given, or without any as many as it can, and says of each how it went. */
async function main(): Promise<void> {
  const store = await openStore(file);
  for (let number = 0; sizes.length === 0 || number < sizes.length; number += 1) {
    const value = "x".repeat(Number(sizes[number] ?? 100));
    const change = { collection: "thing", key: String(number), value } as const;
    const outcome = await store
      .transact(() => ({ changes: [change], result: "written" }))
      .catch((error: unknown) => String(error));
    process.stdout.write(`${number} ${outcome}\n`);
  }
  await store.close();
}

void main();
