/** The operation by which a client asks where a name leads: no vendor's, because names have no API, only a protocol. */
export const nameService = "sandbox:name";

/** The operation that gives a user a password on a database server, as the server's administrator does with SQL. */
export const userService = "sandbox:user";

/** The operation that makes a replica receive and not replay, so that it falls behind, or lets it go on: no vendor has it. */
export const replayService = "sandbox:replay";
