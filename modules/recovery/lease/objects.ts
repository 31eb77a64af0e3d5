import { messageOf } from "../../core/failure";
import { PassingError } from "../contract";
import { overQuota, temporaryStatuses } from "../operators/unanswered";
import { type Clock, systemClock } from "../run/clock";
import { ask, type ObjectAccess, type ObjectAnswer, type ObjectRequest, wordsOf } from "./request";
import { entryName, entryNumber, type LeaseStore, LeaseStoreFailure } from "./store";

/** One page of a list. */
export interface ObjectPage {
  readonly names: readonly string[];
  /** What the next page is asked for with; undefined when this is the last. */
  readonly next: string | undefined;
}

/** How one cloud's object store is asked for three things. */
export interface ObjectApi {
  /** Where it is, for people. */
  readonly place: string;
  readonly list: (prefix: string, page: string | undefined) => ObjectRequest;
  /** @throws Error when the answer is in another shape than documented */
  readonly page: (body: string) => ObjectPage;
  readonly read: (name: string) => ObjectRequest;
  /** Creates, and never replaces. */
  readonly create: (name: string, text: string) => ObjectRequest;
  /** Whether that was refused because there is one. */
  readonly isThere: (status: number, code: string) => boolean;
}

const passing: ReadonlySet<number> = new Set(temporaryStatuses);

/** Codes that pass whatever their status: S3 asks for another try when two writes met. */
const busy: ReadonlySet<string> = new Set(["ConditionalRequestConflict", "OperationAborted", ...overQuota]);

/** Milliseconds before the second try and the third: with three requests that nobody answers, 16 s until that is said. */
const pauses = [250, 1_000] as const;

const isWell = ({ status }: ObjectAnswer) => status >= 200 && status < 300;

/** Asks up to three times. Answers are given back whatever they say, unless another try may not meet them. */
class Asking {
  constructor(
    private readonly api: ObjectApi,
    private readonly access: ObjectAccess,
    private readonly clock: Pick<Clock, "sleep">,
  ) {}

  /** @throws LeaseStoreFailure when no try is answered for good */
  async answer(request: ObjectRequest): Promise<ObjectAnswer> {
    for (const pause of [...pauses, undefined]) {
      try {
        return await this.once(request);
      } catch (error) {
        if (!(error instanceof PassingError) || pause === undefined) throw this.failure(messageOf(error), error);
        await this.clock.sleep(pause * (0.5 + Math.random()), new AbortController().signal);
      }
    }
    throw this.failure("no try was made");
  }

  /** What is there. @throws LeaseStoreFailure when it is not had */
  async text(request: ObjectRequest): Promise<string> {
    const answer = await this.answer(request);
    if (isWell(answer)) return answer.body;
    throw this.refusal(request, answer);
  }

  refusal({ method }: ObjectRequest, answer: ObjectAnswer): LeaseStoreFailure {
    const { code, message } = wordsOf(answer);
    return this.failure([method, "was answered with", String(answer.status), code, message].filter(Boolean).join(" "));
  }

  failure(why: string, cause?: unknown): LeaseStoreFailure {
    return new LeaseStoreFailure(`${this.api.place} cannot be asked: ${why}`, { cause });
  }

  private async once(request: ObjectRequest): Promise<ObjectAnswer> {
    const answer = await ask(request, this.access);
    const { code, message } = wordsOf(answer);
    if (!passing.has(answer.status) && !busy.has(code)) return answer;
    throw new PassingError([request.method, "was answered with", answer.status, code, message].join(" ").trim());
  }
}

/**
 * A lease as objects of a store that creates one only if it is not there, and that shows at once what was created: S3 (user
 * guide, "data consistency model": strong for reads and lists after writes), Cloud Storage ("consistency": object listing is
 * strongly consistent), Azure Blob Storage ("concurrency": once an insert has ended well, reads and lists have it).
 *
 * The last entry is found by one list and one read; a list goes on over as many pages as there are. A creation whose answer was
 * lost is tried again, and then told by its text from somebody else's.
 * @param prefix - of the names of this lease's objects
 */
export function objectLeases(
  api: ObjectApi,
  prefix: string,
  access: ObjectAccess,
  clock: Pick<Clock, "sleep"> = systemClock,
): LeaseStore {
  const asking = new Asking(api, access, clock);
  const nameOf = (number: number) => `${prefix}${entryName(number)}`;
  const pageOf = (body: string): ObjectPage => {
    try {
      return api.page(body);
    } catch (error) {
      throw asking.failure(`it lists in another shape than documented: ${messageOf(error)}`, error);
    }
  };
  const highest = async (): Promise<number> => {
    let most = 0;
    let page: string | undefined;
    do {
      const { names, next } = pageOf(await asking.text(api.list(prefix, page)));
      const numbers = names.map((name) => (name.startsWith(prefix) ? entryNumber(name.slice(prefix.length)) : 0) ?? 0);
      most = numbers.reduce((one, other) => Math.max(one, other), most);
      page = next;
    } while (page !== undefined);
    return most;
  };
  return {
    place: api.place,
    last: async () => {
      const number = await highest();
      return number === 0 ? undefined : { number, text: await asking.text(api.read(nameOf(number))) };
    },
    create: async ({ number, text }) => {
      const request = api.create(nameOf(number), text);
      const isOurs = async () => (await asking.text(api.read(nameOf(number)))) === text;
      let answer: ObjectAnswer;
      try {
        answer = await asking.answer(request);
      } catch (error) {
        // No try was answered, and one of them may have been heard.
        if (await isOurs().catch(() => false)) return true;
        throw error;
      }
      if (isWell(answer)) return true;
      if (api.isThere(answer.status, wordsOf(answer).code)) return isOurs();
      throw asking.refusal(request, answer);
    },
  };
}
