import { dataHolders } from "../../core/data-holders";
import { entries } from "../../core/parse-group";
import type { Finding, Rule, StackJson, Subject } from "../contract";
import { recoveryGuards, recoveryParts } from "../guards/recovery";
import { keptResources } from "../stack-json";
import { changesOf, finding, strengthen, weakenings } from "./finding";

/** What a switch of regions changes past Terraform, besides what holds data. */
const switchedBesides: ReadonlySet<string> = new Set([
  "aws_rds_cluster_instance",
  "azurerm_postgresql_flexible_server_virtual_endpoint",
]);

const isSwitched = (type: string) => type in dataHolders || switchedBesides.has(type);

const ignored = (body: Readonly<Record<string, unknown>>): readonly unknown[] => {
  const paths: unknown = entries(body["lifecycle"])["ignore_changes"];
  return Array.isArray(paths) ? paths : [];
};

/** Whoever ignores a block ignores all that is in it. */
const covers = (kept: unknown, path: unknown) =>
  kept === "all" ||
  kept === path ||
  (typeof path === "string" && (path.startsWith(`${String(kept)}[`) || path.startsWith(`${String(kept)}.`)));

/** What a vendor changes in a switch, Terraform must leave alone. */
function heeded(subject: Subject, base: StackJson, head: StackJson): readonly Finding[] {
  return keptResources(base, head)
    .filter(({ after }) => isSwitched(after.type))
    .flatMap(({ before, after }) =>
      ignored(before.body)
        .filter((path) => !ignored(after.body).some((kept) => covers(kept, path)))
        .map((path) =>
          finding(recovery, subject, {
            weight: "blocks",
            address: after.address,
            attribute: "lifecycle.ignore_changes",
            before: JSON.stringify(path),
            message: `terraform would undo what a switch of regions does to ${String(path)}; ${strengthen}`,
          }),
        ),
    );
}

function ofChanges(subject: Subject): readonly Finding[] {
  return changesOf(subject).flatMap((change) => {
    const { address, type, kind } = change;
    const weaker = weakenings(recovery, subject, change, recoveryGuards[type]);
    const lost = kind === "destroy" || kind === "forget" ? recoveryParts[type] : undefined;
    if (lost === undefined) return weaker;
    return [
      ...weaker,
      finding(recovery, subject, { weight: "blocks", address, message: `goes, and ${lost}; ${strengthen}` }),
    ];
  });
}

/** What is lost with a zone, a region or a database can be brought back as well as before. */
export const recovery: Rule = {
  id: "recovery",
  promise: "what is lost with a zone, a region or a database can be brought back as well as before",
  examine: (subject) => {
    const { base, head } = subject;
    return [...ofChanges(subject), ...(base === undefined || head === undefined ? [] : heeded(subject, base, head))];
  },
};
