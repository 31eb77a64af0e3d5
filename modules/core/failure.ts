import { types } from "node:util";

/** The code that the system or a server gave an error, whichever realm the error is of; undefined when there is none. */
export function codeOf(error: unknown): unknown {
  return types.isNativeError(error) && "code" in error ? error.code : undefined;
}

/** What an error says. */
export const messageOf = (error: unknown): string => (types.isNativeError(error) ? error.message : String(error));
