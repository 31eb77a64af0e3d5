import type { View } from "../store/contract";

/** A site that a group's name can lead to, by the literal names that the traffic stack knows it by. */
export interface Candidate {
  readonly site: string;
  /** `<site>.<group>.<domain>`. */
  readonly host: string;
  /** `<environment>-<group>-<site>`. */
  readonly id: string;
}

/** Somebody asks where a group's name leads. */
export interface NameQuestion {
  /** `active.<group>.<domain>`. */
  readonly name: string;
  readonly candidates: readonly Candidate[];
  /** What the vendor's probers hear from a site now: 200 only while its own database accepts writes. */
  readonly answers: (candidate: Candidate) => boolean;
}

/**
 * Answers as the vendor's data plane does: from the records, gates and health checks that Terraform and recovery have left
 * in the simulated cloud. Undefined when there is no such name. Probing intervals and TTLs are left out: an answer is of now.
 */
export type Resolver = (view: View, question: NameQuestion) => Candidate | undefined;
