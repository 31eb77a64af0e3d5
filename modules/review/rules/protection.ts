import { dataHolders } from "../../core/data-holders";
import { entries } from "../../core/parse-group";
import { valuesAt } from "../../core/promise";
import type { Finding, Rule, StackJson, Subject } from "../contract";
import { protectionGuards, protectors } from "../guards/protection";
import { keptResources, providersOf, resourcesOf } from "../stack-json";
import { changesOf, finding, strengthen, weakenings } from "./finding";

/** What the provider itself refuses for a whole stack, and must go on refusing. */
const features = [
  {
    path: "features.resource_group.prevent_deletion_if_contains_resources",
    is: true,
    lost: "a resource group would be deleted with all that is in it",
  },
  {
    path: "features.key_vault.purge_soft_delete_on_destroy",
    is: false,
    lost: "a deleted vault could not be brought back",
  },
  {
    path: "features.key_vault.recover_soft_deleted_key_vaults",
    is: true,
    lost: "a deleted vault would not be brought back",
  },
] as const;

const prevents = (body: Readonly<Record<string, unknown>>) => entries(body["lifecycle"])["prevent_destroy"] === true;

/** A plan in JSON does not say what Terraform refuses to destroy: the stack does. */
function unprevented(subject: Subject, base: StackJson | undefined, head: StackJson): readonly Finding[] {
  const kept = base === undefined ? [] : keptResources(base, head);
  const lost = kept
    .filter(({ before, after }) => prevents(before.body) && !prevents(after.body))
    .map(({ after }) => after);
  const born = resourcesOf(head).filter(
    ({ address, type, body }) =>
      type in dataHolders && !prevents(body) && !kept.some(({ after }) => after.address === address),
  );
  const about = { weight: "blocks", attribute: "lifecycle.prevent_destroy", after: "false" } as const;
  return [
    ...lost.map(({ address }) => {
      const message = `terraform would destroy it without a word; ${strengthen}`;
      return finding(protection, subject, { ...about, address, before: "true", message });
    }),
    ...born.map(({ address }) => {
      const message = "holds data, is new, and terraform would destroy it without a word; give it prevent_destroy";
      return finding(protection, subject, { ...about, address, message });
    }),
  ];
}

function unrefused(subject: Subject, base: StackJson, head: StackJson): readonly Finding[] {
  const [before = {}] = providersOf(base, "azurerm");
  return providersOf(head, "azurerm").flatMap((after) =>
    features
      .filter(({ path, is }) => valuesAt(before, path)[0] === is && valuesAt(after, path)[0] !== is)
      .map(({ path, is, lost }) =>
        finding(protection, subject, {
          weight: "blocks",
          address: "provider.azurerm",
          attribute: path,
          before: String(is),
          after: JSON.stringify(valuesAt(after, path)[0]),
          message: `${lost}; ${strengthen}`,
        }),
      ),
  );
}

/** A data holder that comes without what its cloud protects it by. */
function bornOpen(subject: Subject): readonly Finding[] {
  return changesOf(subject)
    .filter(({ kind }) => kind === "create")
    .flatMap(({ address, type, after }) => {
      const guard = type in dataHolders ? dataHolders[type] : undefined;
      if (guard === undefined || !("attribute" in guard) || typeof guard.is === "number") return [];
      const [value = false] = valuesAt(after, guard.attribute);
      if (value === guard.is || /^\d+s$/.test(String(guard.is))) return [];
      const message = `holds data and comes unprotected; it must be ${JSON.stringify(guard.is)}`;
      const about = { address, attribute: guard.attribute, after: JSON.stringify(value), message };
      return [finding(protection, subject, { weight: "blocks", ...about })];
    });
}

function ofChanges(subject: Subject): readonly Finding[] {
  return changesOf(subject).flatMap((change) => {
    const { address, type, kind } = change;
    const weaker = weakenings(protection, subject, change, protectionGuards[type]);
    const lost = kind === "destroy" || kind === "forget" || kind === "replace" ? protectors[type] : undefined;
    if (lost === undefined || weaker.length > 0) return weaker;
    const fate = kind === "replace" ? "is away while it is replaced" : "goes";
    return [
      finding(protection, subject, { weight: "blocks", address, message: `${fate}, and ${lost}; ${strengthen}` }),
    ];
  });
}

/** What protects data from being deleted stays as strong as it was. */
export const protection: Rule = {
  id: "protection",
  promise: "what protects data from deletion stays as strong as it was",
  examine: (subject) => {
    const { base, head } = subject;
    return [
      ...ofChanges(subject),
      ...bornOpen(subject),
      ...(head === undefined ? [] : unprevented(subject, base, head)),
      ...(base === undefined || head === undefined ? [] : unrefused(subject, base, head)),
    ];
  },
};
