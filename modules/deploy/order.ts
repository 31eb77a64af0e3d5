/** Something that others come before. */
export interface Ordered {
  readonly name: string;
  readonly dependencies: readonly string[];
}

/** How a walk goes. */
export interface Walk<Node extends Ordered, Result> {
  /** How many run at a time, at least one. */
  readonly concurrency: number;
  readonly run: (node: Node) => Promise<Result>;
  /** Whether those that come after may run. */
  readonly isWell: (result: Result) => boolean;
  /** For what is not reached: by what, among those that ended badly. Empty when the walk was stopped before. */
  readonly skip: (node: Node, because: readonly string[]) => Result;
  /** When it says yes nothing new is begun. @default - never */
  readonly isStopped?: () => boolean;
}

/** The same nodes the other way round: what came before comes after. Names of others are left out. */
export function reversed<Node extends Ordered>(nodes: readonly Node[]): readonly Node[] {
  return nodes.toReversed().map((node) => ({
    ...node,
    dependencies: nodes.filter(({ dependencies }) => dependencies.includes(node.name)).map(({ name }) => name),
  }));
}

/** Everything that comes before a node, near or far, among `nodes`. */
export function before(nodes: readonly Ordered[], name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (current: string) => {
    for (const dependency of nodes.find((node) => node.name === current)?.dependencies ?? []) {
      if (found.has(dependency)) continue;
      found.add(dependency);
      visit(dependency);
    }
  };
  visit(name);
  return found;
}

/**
 * Runs every node after all those of `nodes` that it depends on, independent ones at the same time. One that ends badly
 * keeps those from running that come after it, near or far, and no others. Results are in the order of `nodes`.
 * @throws Error when nodes wait for each other in a circle, and whatever `run` throws once all that runs has ended
 */
export async function walk<Node extends Ordered, Result>(
  nodes: readonly Node[],
  { concurrency, run, isWell, skip, isStopped = () => false }: Walk<Node, Result>,
): Promise<readonly Result[]> {
  const names = new Set(nodes.map(({ name }) => name));
  const ended = new Map<string, { readonly result: Result; readonly because: readonly string[] }>();
  const running = new Map<string, Promise<void>>();

  const waitsFor = ({ dependencies }: Node) => dependencies.filter((name) => names.has(name) && !ended.has(name));
  const spoiltBy = ({ dependencies }: Node) => [
    ...new Set(dependencies.flatMap((name) => ended.get(name)?.because ?? [])),
  ];
  const start = async (node: Node) => {
    const result = await run(node);
    ended.set(node.name, { result, because: isWell(result) ? [] : [node.name] });
    running.delete(node.name);
  };

  for (;;) {
    const stopped = isStopped();
    const left = nodes.filter(({ name }) => !ended.has(name) && !running.has(name));
    const begun = left.filter((node) => {
      const because = spoiltBy(node);
      if (because.length > 0 || (stopped && running.size === 0)) {
        ended.set(node.name, { result: skip(node, because), because });
        return true;
      }
      if (stopped || running.size >= Math.max(1, concurrency) || waitsFor(node).length > 0) return false;
      running.set(node.name, start(node));
      return true;
    });
    if (running.size > 0) {
      await Promise.race(running.values()).catch(async (error: unknown) => {
        await Promise.allSettled(running.values());
        throw error;
      });
    } else if (left.length === 0) break;
    else if (begun.length === 0)
      throw new Error(`stacks wait for each other: ${left.map(({ name }) => name).join(", ")}`);
  }
  return nodes.flatMap(({ name }) => [...ended].filter(([other]) => other === name).map(([, { result }]) => result));
}
