import { types } from "node:util";
import { codeOf, messageOf } from "../../core/failure";
import { PassingError } from "../contract";

/** What Node calls a host that cannot be reached now. Other codes, such as that of a missing file, do not pass. */
const unreachable: ReadonlySet<unknown> = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/** Whether an error says that nobody answered: of itself, or of the error behind it, as `fetch` tells it. */
export function isUnanswered(error: unknown): boolean {
  return (
    unreachable.has(codeOf(error)) ||
    (types.isNativeError(error) && error.cause !== undefined && isUnanswered(error.cause))
  );
}

/** Credentials that cannot be had, unless it is their giver that does not answer just now. */
export function withoutCredentials(method: string, error: unknown): Error {
  const message = `${method}: no credentials: ${messageOf(error)}`;
  return isUnanswered(error) ? new PassingError(message, { cause: error }) : new Error(message, { cause: error });
}

/**
 * Asks, and does not wait for ever: a region that is lost takes connections in and says nothing.
 * @param patience - for this one request, milliseconds
 * @throws PassingError naming whom, once patience is at an end; whatever the request throws
 */
export async function answered<Answer>(
  whom: string,
  patience: number,
  signal: AbortSignal,
  request: (limit: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const limit = AbortSignal.timeout(patience);
  try {
    return await request(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (signal.aborted || !limit.aborted) throw error;
    throw new PassingError(`${whom} does not answer within ${patience / 1000} s`, { cause: error });
  }
}

/**
 * Asks as {@link answered} does, with `fetch`: whatever keeps it from an answer passes.
 * @throws PassingError when nobody answers; the signal's reason when that was given
 */
export async function fetched<Answer>(...asking: Parameters<typeof answered<Answer>>): Promise<Answer> {
  const [whom, , signal] = asking;
  try {
    return await answered(...asking);
  } catch (error) {
    if (signal.aborted || error instanceof PassingError) throw error;
    throw new PassingError(`${whom} does not answer: ${messageOf(error)}`, { cause: error });
  }
}

/** Too many requests, and what vendors call temporary (google.rpc.Code; Azure Resource Manager, "Throttling"). */
export const temporaryStatuses: readonly number[] = [408, 429, 500, 502, 503, 504];

/** Google counts requests with 403, and says in these codes that there were too many. */
export const overQuota: readonly string[] = ["rateLimitExceeded", "userRateLimitExceeded"];
