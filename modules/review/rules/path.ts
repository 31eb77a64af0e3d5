import type { Concern, Finding, Kind, ReviewedChange, Rule, Subject } from "../contract";
import { changesOf, finding, told } from "./finding";

/** What lies in a path, as people say it. */
const ways = {
  traffic: "requests, replication and probes go through it",
  identity: "it says who somebody is or what they may do",
} as const satisfies Partial<Record<Concern, string>>;

/** What would happen, as people say it. What is only moved or imported stays what it is. */
const deeds: Partial<Readonly<Record<Kind, string>>> = {
  create: "is new",
  update: "changes",
  replace: "is replaced, and is not there meanwhile",
  destroy: "goes",
  forget: "is let go of",
};

/** Attributes that no request and no permission depends on. */
const words =
  /^(?:tags|tags_all|labels|effective_labels|terraform_labels|user_labels|description|display_name)(?:$|[.[])/;

function concerning({ concerns }: ReviewedChange): keyof typeof ways | undefined {
  if (concerns.includes("identity")) return "identity";
  return concerns.includes("traffic") ? "traffic" : undefined;
}

function riskOf(subject: Subject, change: ReviewedChange): readonly Finding[] {
  const concern = concerning(change);
  const deed = deeds[change.kind];
  if (concern === undefined || deed === undefined) return [];
  const telling = change.attributes.filter(({ path: at }) => !words.test(at));
  const [first] = telling;
  if (change.kind === "update" && first === undefined) return [];
  const changed = telling.length === 0 ? "" : ` (${telling.map(({ path: at }) => at).join(", ")})`;
  const message = `${deed}${changed}, and ${ways[concern]}; see that nobody is cut off or let in`;
  const about = { weight: "risk", address: change.address, message } as const;
  return [finding(path, subject, telling.length === 1 && first !== undefined ? { ...about, ...told(first) } : about)];
}

/** What changes in the path of traffic or identity is looked at. In a new stack all is new, and nobody goes through it yet. */
export const path: Rule = {
  id: "path",
  promise: "what changes in the path of traffic or identity is looked at",
  examine: (subject) =>
    subject.base === undefined || subject.plan === undefined
      ? []
      : changesOf(subject).flatMap((change) => riskOf(subject, change)),
};
