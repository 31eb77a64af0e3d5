/** Why something cannot be done with a sandbox, and what to do: for whoever asked for it, not for who wrote this. */
export class SandboxFailure extends Error {
  override readonly name = "SandboxFailure";
}
