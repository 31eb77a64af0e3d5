/** What is wrong, by the kind of mistake. */
export type ProblemKind =
  | "unknown-type"
  | "unknown-attribute"
  | "missing-required"
  | "wrong-nesting"
  | "wrong-type"
  | "value-not-allowed"
  | "conflict"
  | "exactly-one-of"
  | "at-least-one-of"
  | "required-with"
  | "computed-only"
  | "block-count"
  | "bad-ignore-path"
  | "dangling-reference"
  | "ephemeral-leak";

/** One thing in a stack that the provider would refuse. */
export interface Problem {
  /** "aws_vpc.main", "data.aws_region.here", "provider.aws.oregon", "output.host". */
  readonly address: string;
  /** The place within it, "settings.0.tier"; empty if it is the whole. */
  readonly path: string;
  readonly kind: ProblemKind;
  /** A sentence with address, path, value, what is allowed, and what to do. */
  readonly message: string;
}

/** Notes a problem at a path. The text continues a sentence that begins with the full path: "is 3, but must be …". */
export type Report = (kind: ProblemKind, path: string, text: string) => void;

/** A report that collects problems of one address; the stack's name, if any, goes before the message. */
export function reporter(problems: Problem[], address: string, stack: string | undefined): Report {
  return (kind, path, text) => {
    const subject = path === "" ? address : `${address}.${path}`;
    problems.push({ address, path, kind, message: `${stack === undefined ? "" : `${stack}: `}${subject} ${text}` });
  };
}
