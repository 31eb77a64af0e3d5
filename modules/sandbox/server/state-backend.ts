import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json, JsonFields, Store, View } from "../store/contract";
import type { Answer, Request } from "./http";
import { holder, type Lock, lockOn, putLock, readLock } from "./locks";
import type { Parts } from "./parts";
import { readStatePath, type StateAddress, statePath } from "./state-address";
import { StateReach } from "./state-reach";

/** What can be told from outside that it is a state of Terraform's. */
const stateShape = z.looseObject({ version: z.number(), serial: z.number(), lineage: z.string() });

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What was refused, for whoever wants to know more than Terraform tells. */
export type Refused = (address: StateAddress, said: string) => void;

/** Terraform's HTTP backend (developer.hashicorp.com, backend type: http) over the store. */
export class StateBackend {
  private readonly reach: StateReach;

  constructor(
    private readonly store: Store,
    private readonly parts: Pick<Parts, "states" | "onStateSaved">,
    private readonly refused: Refused,
  ) {
    this.reach = new StateReach(parts.states);
  }

  async answer(request: Request): Promise<Answer> {
    const address = readStatePath(request.path);
    if (address === undefined) return { status: 400, body: "no state: /state/<cloud>/<region>/<bucket>/<key>" };
    const obstacle = this.reach.obstacle(address);
    const answer =
      obstacle === undefined ? await this.tryTo(address, request) : { status: obstacle.status, body: obstacle.said };
    if (answer.status >= 400 && typeof answer.body === "string") this.refused(address, answer.body);
    return answer;
  }

  private async tryTo(address: StateAddress, request: Request): Promise<Answer> {
    try {
      return await this.act(statePath(address), request);
    } catch (error) {
      this.refused(address, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  private act(state: string, request: Request): Promise<Answer> {
    switch (request.method) {
      case "GET":
        return Promise.resolve(this.get(state));
      case "POST":
        return this.save(state, request);
      case "DELETE":
        return this.remove(state, request);
      case "LOCK":
        return this.lock(state, request);
      case "UNLOCK":
        return this.unlock(state, request);
      default:
        return Promise.resolve({ status: 405, body: "a state knows GET, POST, DELETE, LOCK and UNLOCK" });
    }
  }

  private get(state: string): Answer {
    const text = this.store.get("state", state);
    return text === undefined ? { status: 404 } : { status: 200, body: text };
  }

  private async save(state: string, { body, digest, query }: Request): Promise<Answer> {
    if (digest !== undefined && createHash("md5").update(body).digest("base64") !== digest)
      return { status: 400, body: "the state is not as it was sent: its MD5 is another" };
    const saved = parsed(body);
    if (!stateShape.safeParse(saved).success) return { status: 400, body: "this is no state of Terraform's" };
    const lock = query.get("ID") ?? undefined;
    // As text: numbers in it may be larger than JavaScript's.
    const answer = await this.change(state, lock, body.toString());
    if (answer.status === 200) await this.parts.onStateSaved(lock, saved);
    return answer;
  }

  private remove(state: string, { query }: Request): Promise<Answer> {
    return this.change(state, query.get("ID") ?? undefined, undefined);
  }

  private change(state: string, lock: string | undefined, value: Json | undefined): Promise<Answer> {
    return this.store.transact<Answer>((view) => {
      const objection = objectionTo(view, state, lock);
      if (objection !== undefined) return { changes: [], result: { status: 409, body: objection } };
      return { changes: [{ collection: "state", key: state, value }], result: { status: 200 } };
    });
  }

  private async lock(state: string, { body }: Request): Promise<Answer> {
    const wanted = readLock(parsed(body));
    if (wanted === undefined) return { status: 400, body: "a lock needs the ID of who wants it" };
    return this.store.transact<Answer>((view) => {
      const held = lockOn(view, state);
      // Who asks again did not hear that it was given the lock.
      if (held !== undefined && held.id !== wanted.id)
        return { changes: [], result: { status: 423, body: occupied(held) } };
      return { changes: [putLock(state, wanted)], result: { status: 200 } };
    });
  }

  /** `terraform force-unlock` says nothing at all, not even the id that it was given (Terraform 1.11). */
  private async unlock(state: string, { body }: Request): Promise<Answer> {
    const given = body.length === 0 ? undefined : readLock(parsed(body));
    if (body.length > 0 && given === undefined) return { status: 400, body: "a lock has an ID; this has none" };
    return this.store.transact<Answer>((view) => {
      const held = lockOn(view, state);
      if (held === undefined) return { changes: [], result: notLocked };
      if (given !== undefined && given.id !== held.id) {
        const body = `the state is locked under ${held.id}, not ${given.id}: ${holder(held)}`;
        return { changes: [], result: { status: 409, body } };
      }
      return { changes: [putLock(state, undefined)], result: { status: 200 } };
    });
  }
}

const notLocked: Answer = { status: 409, body: "the state is not locked" };

/** Why somebody who says to hold `lock` may not change a state; undefined when nothing is in the way. */
function objectionTo(view: View, state: string, lock: string | undefined): string | undefined {
  const held = lockOn(view, state);
  if (held?.id === lock) return undefined;
  if (held === undefined) return `the lock ${lock ?? ""} was broken meanwhile; plan again`;
  return `the state is locked under ${held.id}: ${holder(held)}`;
}

/** Terraform shows of the holder nothing but the ID, and below it who itself is: the ID says who. */
function occupied(held: Lock): JsonFields {
  return { ...held.info, ID: `${held.id} (${holder(held)})` };
}
