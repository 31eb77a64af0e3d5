import { type LeaseEntry, type LeaseStore, LeaseStoreFailure } from "../../modules/recovery/lease/store";

/** A store that all machines see, and that may be out of reach. */
export class Shared implements LeaseStore {
  readonly place = "the store";
  readonly entries: string[] = [];
  isLost = false;

  readonly last = async () => {
    const text = this.asked().at(-1);
    return Promise.resolve(text === undefined ? undefined : { number: this.entries.length, text });
  };

  readonly create = async ({ number, text }: LeaseEntry) => {
    if (this.asked().length >= number) return Promise.resolve(false);
    this.entries.push(text);
    return Promise.resolve(true);
  };

  private asked(): readonly string[] {
    if (this.isLost) throw new LeaseStoreFailure("the store cannot be asked: nobody is there");
    return this.entries;
  }
}
