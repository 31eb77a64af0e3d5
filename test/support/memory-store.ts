import type { Change, Collection, Json, Store } from "../../modules/sandbox/store/contract";

/** A store that a test looks into, and that ends with it. */
export function memoryStore(): Store {
  const collections = new Map<Collection, Map<string, Json>>();
  const collection = (name: Collection) => {
    const found = collections.get(name) ?? new Map<string, Json>();
    collections.set(name, found);
    return found;
  };
  const apply = ({ collection: name, key, value }: Change) => {
    if (value === undefined) collection(name).delete(key);
    else collection(name).set(key, value);
  };
  const view = {
    get: (name: Collection, key: string) => collection(name).get(key),
    entries: (name: Collection) => [...collection(name).entries()],
  };
  return {
    ...view,
    transact: async (decide) => {
      const { changes, result } = decide(view);
      changes.forEach(apply);
      return Promise.resolve(result);
    },
    close: () => Promise.resolve(),
  };
}
