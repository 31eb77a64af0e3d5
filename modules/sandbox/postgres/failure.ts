import { types } from "node:util";

/** The code that the system or PostgreSQL gave an error, whichever realm the error is of. */
export function codeOf(error: unknown): unknown {
  return types.isNativeError(error) && "code" in error ? error.code : undefined;
}

/** What an error says. */
export const messageOf = (error: unknown) => (types.isNativeError(error) ? error.message.trim() : String(error));
