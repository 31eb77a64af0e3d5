import { valuesAt } from "../../core/promise";
import { openGrants } from "../access/grants";
import { leaves } from "../access/leaves";
import type { Opening } from "../access/opening";
import { newGrants, newTrust, type Statement, statementsOf } from "../access/policies";
import { isSourcePlace, newSources } from "../access/sources";
import { goneClosers, goneSettings, isSwitchName, openSwitches } from "../access/switches";
import type { Finding, ReviewedChange, Rule, Subject, Values } from "../contract";
import { givenAt, isGiven } from "../stack-json";
import { changesOf, finding, told } from "./finding";

const cure = "keep it closed, or have a waiver approved";

/** Resources that close something by being there, and what is open when they go. */
const closing: Readonly<Record<string, string>> = {
  aws_s3_bucket_public_access_block: "what is in its bucket can be made public",
  aws_s3_bucket_ownership_controls: "what is in its bucket can be made public",
  aws_s3_bucket_policy: "what it denied is denied no more",
  aws_s3_bucket_server_side_encryption_configuration: "what its bucket keeps has the cloud's key instead of ours",
  aws_sns_topic_policy: "what it denied is denied no more",
  aws_default_security_group: "every machine of its network can be reached by every other",
  azurerm_network_security_group: "its subnets are open",
  azurerm_subnet_network_security_group_association: "its subnet is open",
};

/** By what a resource says whom it trusts: another value is another to be trusted. */
const trusting: Readonly<Record<string, readonly string[]>> = {
  aws_eks_access_entry: ["principal_arn"],
  aws_eks_pod_identity_association: ["role_arn", "namespace", "service_account"],
  azurerm_federated_identity_credential: ["issuer", "subject", "audience"],
  google_service_account_iam_member: ["member"],
};

/** Whether nobody has anything of the stack yet. */
const isNewStack = ({ base, plan }: Subject) => base === undefined || plan === undefined;

/** Attributes that hold a policy as text. */
const policyName = /(?:^|_)policy$/;

/** Attributes by which somebody is given something. */
const grantName = /^(?:member|members|role|role_definition_name|role_definition_id|policy_arn|policy_data)$/;

type Policies = ReadonlyMap<string, readonly Statement[]>;

function policiesOf(values: Values | null): Policies {
  return new Map(
    leaves(values).flatMap(({ names, value }) => {
      const statements = typeof value === "string" ? statementsOf(value) : undefined;
      return statements === undefined ? [] : [[names.join("."), statements] as const];
    }),
  );
}

const noIndex = (path: string) => path.replaceAll(/\[[^\]]*\]/g, "");
const lastName = (path: string) => noIndex(path).split(".").at(-1) ?? "";

/** A policy that names what is only known later. */
function written(subject: Subject, address: string, path: string): readonly Statement[] | undefined {
  const [text] = givenAt(subject.head, address, path) ?? [];
  return typeof text === "string" ? statementsOf(text) : undefined;
}

function ofPolicies(subject: Subject, change: ReviewedChange): readonly Finding[] {
  const { address, unseen } = change;
  const isNew = isNewStack(subject);
  const [before, planned] = [policiesOf(change.before), policiesOf(change.after)];
  const later = unseen
    .filter(({ path, because }) => because === "known after apply" && policyName.test(lastName(path)))
    .filter(({ path }) => isGiven(subject, address, noIndex(path)))
    .map(({ path }) => ({ path: noIndex(path), statements: written(subject, address, noIndex(path)) }));
  const unread = later.filter(({ statements }) => statements === undefined);
  const after = [...planned].map(([path, statements]) => ({ path, statements }));
  return [
    ...[...after, ...later].flatMap(({ path, statements = [] }) => {
      const old = before.get(path) ?? [];
      const isTrust = lastName(path) === "assume_role_policy" && before.has(path);
      const grants = [...newGrants(old, statements), ...(isTrust ? newTrust(old, statements) : [])];
      return [...new Map(grants.map((grant) => [grant.key, grant])).values()].map(({ means, isOneService }) => {
        const weight = isNew && isOneService ? "risk" : "blocks";
        return finding(access, subject, { weight, address, attribute: path, message: `${means}; ${cure}` });
      });
    }),
    ...unread.map(({ path }) => unknownYet(subject, address, path)),
  ];
}

function unknownYet(subject: Subject, address: string, attribute: string): Finding {
  const message = "is known after the apply only, and may let in whom it should not; look at it then, or write it out";
  return finding(access, subject, { weight: "risk", address, attribute, after: "(known after apply)", message });
}

/** What nobody can see may be anything. A setting that is nobody's secret has no reason to be hidden. */
function ofUnseen(subject: Subject, { address, unseen }: ReviewedChange): readonly Finding[] {
  return unseen.flatMap(({ path, because }): readonly Finding[] => {
    const name = lastName(path);
    const tells = isSourcePlace(noIndex(path)) || isSwitchName(name);
    if (because === "known after apply")
      return tells && isGiven(subject, address, noIndex(path)) ? [unknownYet(subject, address, path)] : [];
    if (!tells && !grantName.test(name) && !policyName.test(name)) return [];
    const message = "is hidden as sensitive, so nobody can see whom it lets in; it is no secret: write it out";
    return [finding(access, subject, { weight: "blocks", address, attribute: path, after: "(sensitive)", message })];
  });
}

/** Openings after a change that were not there before. */
function newOpenings({ type, before, after }: ReviewedChange): readonly Opening[] {
  const known = new Set([...openSwitches(type, before), ...openGrants(type, before)].map(({ key }) => key));
  const young = [...openSwitches(type, after), ...openGrants(type, after)].filter(({ key }) => !known.has(key));
  const all = [...young, ...goneSettings(before, after), ...goneClosers(before, after)];
  const seen = new Map<string, Opening>();
  for (const opening of all) if (!seen.has(opening.key)) seen.set(opening.key, opening);
  return [...seen.values()];
}

function ofValues(subject: Subject, change: ReviewedChange): readonly Finding[] {
  const { address, type, before, after, unseen } = change;
  const isNew = isNewStack(subject);
  const isUnknown = (path: string) => unseen.some((place) => noIndex(place.path).startsWith(path));
  const openings = newOpenings(change)
    .filter(({ path, value }) => value !== "null" || !isUnknown(path))
    .map(({ path: attribute, value, means, weight, weightWhenNew = weight }) =>
      finding(access, subject, {
        weight: isNew ? weightWhenNew : weight,
        address,
        attribute,
        before: textAt(before, attribute),
        after: value === "null" ? undefined : value,
        message: `${means}; ${cure}`,
      }),
    );
  const sources = newSources(type, before, after, isNew).map(({ path, value, weight, message }) =>
    finding(access, subject, {
      weight,
      address,
      attribute: path,
      before: textAt(before, path),
      after: value,
      message: `${message}; ${cure}`,
    }),
  );
  return [...openings, ...sources];
}

function textAt(values: Values | null, path: string): string | undefined {
  const found = valuesAt(values, path).flat();
  if (found.length === 0) return undefined;
  return JSON.stringify(found.length === 1 ? found[0] : found);
}

function ofTrust(subject: Subject, { address, type, before, after, attributes }: ReviewedChange): readonly Finding[] {
  if (before === null || after === null) return [];
  return attributes
    .filter(({ path, after: becomes }) => becomes !== "(known after apply)" && trusting[type]?.includes(noIndex(path)))
    .map((attribute) =>
      finding(access, subject, {
        weight: "blocks",
        address,
        ...told(attribute),
        message: `somebody else is trusted than before; ${cure}`,
      }),
    );
}

function gone(subject: Subject, { address, type, kind, before }: ReviewedChange): readonly Finding[] {
  if (kind !== "destroy" && kind !== "forget") return [];
  const keptOut = valuesAt(before, "deny").flat().length > 0 ? "what it kept out is let in" : undefined;
  const means = closing[type] ?? keptOut;
  if (means === undefined) return [];
  return [finding(access, subject, { weight: "blocks", address, message: `goes, and ${means}; ${cure}` })];
}

/** Nothing is opened that was closed. What was open before and stays so is no finding. */
export const access: Rule = {
  id: "access",
  promise: "nobody is let in who was not let in before, and nothing is less encrypted",
  examine: (subject) =>
    changesOf(subject).flatMap((change) =>
      change.after === null
        ? gone(subject, change)
        : [
            ...ofValues(subject, change),
            ...ofTrust(subject, change),
            ...ofPolicies(subject, change),
            ...ofUnseen(subject, change),
          ],
    ),
};
