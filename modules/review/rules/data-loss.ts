import { why } from "../../deploy/losses";
import { isClassified } from "../concerns";
import type { Finding, Kind, ReviewedChange, Rule, Subject } from "../contract";
import { changesOf, finding, told } from "./finding";

/** What would become of a resource, and what to do instead. */
const fates: Partial<Readonly<Record<Kind, { readonly fate: string; readonly cure: string }>>> = {
  replace: { fate: "replaced by an empty one", cure: "undo that, or begin a new generation of the site's database" },
  destroy: { fate: "destroyed", cure: "put it back, or let go of it with a removed block, which destroys nothing" },
  forget: {
    fate: "let go of, and nothing would look after it any more",
    cure: "put it back, or say who looks after it",
  },
};

const tainted = "look at what is there, and say with terraform untaint that it is whole";

const holdsData = ({ type, concerns }: ReviewedChange) => concerns.includes("data") || !isClassified(type);

function lossOf(rule: Pick<Rule, "id">, subject: Subject, change: ReviewedChange): readonly Finding[] {
  const known = fates[change.kind];
  if (known === undefined || !holdsData(change)) return [];
  const forced = change.attributes.filter(({ forces }) => forces);
  const [first] = forced;
  const cause = why({ replacePaths: forced.map(({ path }) => path), reason: change.reason });
  const cure = change.reason === "replace_because_tainted" ? tainted : known.cure;
  const subjectOfSentence = isClassified(change.type)
    ? "holds data"
    : "is of a type of which nobody has said in modules/review/concerns.ts whether it holds data,";
  const message = `${subjectOfSentence} and would be ${known.fate}${change.kind === "forget" ? "" : `, ${cause}`}; ${cure}`;
  const about = { weight: "blocks", address: change.address, message } as const;
  return [finding(rule, subject, first === undefined ? about : { ...about, ...told(first) })];
}

/** Nothing that holds data is destroyed, replaced or let go of. */
export const dataLoss: Rule = {
  id: "data-loss",
  promise: "nothing that holds data is destroyed, replaced or let go of",
  examine: (subject) => {
    const found = changesOf(subject).flatMap((change) => lossOf(dataLoss, subject, change));
    if (subject.plan?.isIncomplete !== true || found.length > 0) return found;
    const message =
      "the plan ended before it was whole, so nobody can say what else it would destroy; plan again when its error is gone";
    return [finding(dataLoss, subject, { weight: "blocks", message })];
  },
};
