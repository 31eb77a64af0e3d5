import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { type Action, type Operator, PassingError, type Plan, type Step } from "../../modules/recovery/contract";
import type { OwnActions, OwnContext, OwnWork } from "../../modules/recovery/run/own";

const shape = z.object({
  /** Steps whose outcome is so. */
  so: z.array(z.string()),
  /** Orders that the vendor has taken and not finished, and how many more looks each takes. */
  underWay: z.record(z.string(), z.number()),
  /** How often the order of each step was taken. */
  orders: z.record(z.string(), z.number()),
  /** What nobody may ever do, done. */
  violations: z.array(z.string()),
});
type State = Readonly<z.infer<typeof shape>>;

const fresh: State = { so: [], underWay: {}, orders: {}, violations: [] };

/** Where a world is kept: outlasts every process that acts on it. */
export interface Keeper {
  readonly load: () => State | undefined;
  readonly save: (state: State) => void;
}

/** A promise of what is done at once; of what is thrown too. */
const promised = <Result>(work: () => Result): Promise<Result> => new Promise((done) => done(work()));

/** Keeps a world in a file, whole at any moment. */
export function inFile(file: string): Keeper {
  return {
    load: () => (existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined),
    save: (state) => {
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    },
  };
}

/** Keeps a world in memory. */
export function inMemory(): Keeper {
  let kept: State | undefined;
  return { load: () => kept, save: (state) => void (kept = state) };
}

/** Called around everything that is done to a world; may never return. */
export type Moment = (moment: string) => void;

const figures = { rtoSeconds: 42.5, rpoSeconds: 0, lostRows: 0, acknowledgedRows: 900, rowsInFlight: 2 };
const changes = { add: 0, change: 1, replace: 0, destroy: 0, unwanted: [], updated: ["a.b: c"], leftOut: [] };

/**
 * A vendor and a repository that count what is done to them and refuse what must not be: an order whose outcome is so already
 * (unless it ends the same however often it is done), and one before those that its step needs.
 */
export class FakeWorld {
  constructor(
    private readonly plan: Plan,
    private readonly keeper: Keeper,
    private readonly moment: Moment = () => undefined,
  ) {}

  get state(): State {
    return this.keeper.load() ?? fresh;
  }

  readonly operator: Operator = {
    perform: (action) => promised(() => this.perform(action)),
    isDone: (action) => promised(() => this.isDone(action)),
    look: () => promised(() => ({ writer: this.plan.to.site, armed: true, lagSeconds: 0.5, problems: [] })),
  };

  readonly own: OwnActions = {
    perform: (action, { record }) => promised(() => this.ownWork(action, record)),
    isDone: (action) =>
      promised(() => {
        const { id } = this.stepOf(action);
        this.moment(`look at ${id}`);
        return this.state.so.includes(id);
      }),
  };

  private ownWork(action: OwnWork, record: OwnContext["record"]): string {
    const step = this.stepOf(action);
    this.demandOrder(step);
    if (action.do === "reconcile")
      for (const stack of action.stacks) record({ fact: "reconciled", stack, planHash: "0f", changes });
    if (action.do === "verify-writes") record({ fact: "measured", measurement: figures });
    this.effect(step, { so: [...this.state.so, step.id] });
    return `${step.id} was done`;
  }

  private perform(action: Action): void {
    const step = this.stepOf(action);
    const { underWay } = this.state;
    if (Object.hasOwn(underWay, step.id)) throw new PassingError(`${step.id}: another operation is under way`);
    this.demandOrder(step);
    this.effect(step, { underWay: { ...underWay, [step.id]: 2 } });
  }

  private isDone(action: Action): boolean {
    const { id } = this.stepOf(action);
    this.moment(`look at ${id}`);
    const { state } = this;
    const { [id]: looks, ...others } = state.underWay;
    if (looks === undefined) return state.so.includes(id);
    const through = looks <= 1;
    const next = through ? { so: [...state.so, id], underWay: others } : { underWay: { ...others, [id]: looks - 1 } };
    this.keeper.save({ ...state, ...next });
    return through;
  }

  private stepOf(action: Action): Step {
    const step = this.plan.steps.find((candidate) => candidate.action === action);
    if (step === undefined) throw new Error(`no step of the plan does ${JSON.stringify(action)}`);
    return step;
  }

  private demandOrder({ id, needs, repeatable }: Step): void {
    const { so, violations } = this.state;
    const early = needs.filter((need) => need !== "approve" && !so.includes(need));
    const twice = repeatable !== "always" && so.includes(id);
    if (early.length === 0 && !twice) return;
    const what = twice ? `${id} though it is so` : `${id} before ${early.join(", ")}`;
    this.keeper.save({ ...this.state, violations: [...violations, what] });
    throw new Error(`refused: ${what}`);
  }

  private effect({ id }: Step, change: Partial<State>): void {
    this.moment(`before effect of ${id}`);
    const { state } = this;
    const orders = { ...state.orders, [id]: (state.orders[id] ?? 0) + 1 };
    this.keeper.save({ ...state, ...change, orders });
    this.moment(`after effect of ${id}`);
  }
}
