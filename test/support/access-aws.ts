import { z } from "zod";
import type { StackJson } from "./synthesis";

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const statement = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: texts,
  Resource: texts.default(["*"]),
  Condition: z.record(z.string(), z.record(z.string(), texts)).default({}),
});
const document = z.object({ Statement: z.array(statement) });
const role = z.object({ assume_role_policy: z.string(), permissions_boundary: z.string().optional() });

/** What a request says beside action and resource: condition keys, and all their values. */
export type Situation = Readonly<Record<string, readonly string[]>>;

/** A question to IAM. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly situation?: Situation;
}

type Statement = z.infer<typeof statement>;

const escaped = (text: string) => text.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
const like = (pattern: string, text: string, flags = "") =>
  new RegExp(`^${escaped(pattern).replaceAll("*", ".*").replaceAll("?", ".")}$`, flags).test(text);

/** Condition operators (IAM, "Condition operators"). Negated ones hold when the key is missing, all others do not. */
const operators: Readonly<Record<string, (wanted: readonly string[], values: readonly string[]) => boolean>> = {
  StringEquals: (wanted, [value]) => value !== undefined && wanted.includes(value),
  StringNotEquals: (wanted, [value]) => value === undefined || !wanted.includes(value),
  StringLike: (wanted, [value]) => value !== undefined && wanted.some((pattern) => like(pattern, value)),
  StringNotLike: (wanted, [value]) => value === undefined || !wanted.some((pattern) => like(pattern, value)),
  "ForAnyValue:StringEquals": (wanted, values) => values.some((value) => wanted.includes(value)),
};

function applies({ Action, Resource, Condition }: Statement, { action, resource, situation = {} }: Question): boolean {
  if (!Action.some((pattern) => like(pattern, action, "i"))) return false;
  if (!Resource.some((pattern) => like(pattern, resource))) return false;
  return Object.entries(Condition).every(([name, keys]) => {
    const operator = operators[name];
    if (operator === undefined) throw new RangeError(`the evaluator does not know ${name}; add it`);
    return Object.entries(keys).every(([key, wanted]) => operator(wanted, situation[key] ?? []));
  });
}

const statementsOf = (text: string) => document.parse(JSON.parse(text)).Statement;
const says = (effect: Statement["Effect"], statements: readonly Statement[], question: Question) =>
  statements.some((one) => one.Effect === effect && applies(one, question));

/** The policy document of a resource, by its type and name. @throws ZodError when there is none */
function documentOf(json: StackJson, type: string, name: string): readonly Statement[] {
  return statementsOf(z.object({ policy: z.string() }).parse(json.resource?.[type]?.[name]).policy);
}

/** A bound that is none. */
export const everything = "arn:aws:iam::aws:policy/AdministratorAccess";

/** What bounds a role: the policy that it refers to, in this stack; without one, nothing does. */
function boundsOf(json: StackJson, name: string): readonly Statement[] {
  const { permissions_boundary: bound } = role.parse(json.resource?.["aws_iam_role"]?.[name]);
  if (bound === undefined || bound === everything)
    return statementsOf('{"Statement":[{"Effect":"Allow","Action":"*"}]}');
  const [, policy = ""] = /^\$\{aws_iam_policy\.(.+)\.arn\}$/.exec(bound) ?? [];
  return documentOf(json, "aws_iam_policy", policy);
}

/**
 * Whether a role may do something: its policies and its bound allow it, and neither denies it (IAM, "Policy evaluation
 * logic", within one account).
 * @param isAdministrator - as if somebody had given it AdministratorAccess as well
 */
export function roleMay(json: StackJson, name: string, question: Question, isAdministrator = false): boolean {
  const own = documentOf(json, "aws_iam_role_policy", `${name}-policy`);
  const bounds = boundsOf(json, name);
  if (says("Deny", [...own, ...bounds], question)) return false;
  return (isAdministrator || says("Allow", own, question)) && says("Allow", bounds, question);
}

/** Whether a policy that stands by itself allows something and does not deny it. */
export function policyAllows(json: StackJson, name: string, question: Question): boolean {
  const statements = documentOf(json, "aws_iam_policy", name);
  return says("Allow", statements, question) && !says("Deny", statements, question);
}

/** Whether a token of the host takes a role. */
export function roleTakes(json: StackJson, name: string, token: Readonly<Record<string, string>>): boolean {
  const { assume_role_policy: trust } = role.parse(json.resource?.["aws_iam_role"]?.[name]);
  const { iss = "", ...claims } = token;
  const host = iss.replace("https://", "");
  const situation = Object.fromEntries(Object.entries(claims).map(([key, value]) => [`${host}:${key}`, [value]]));
  return says("Allow", statementsOf(trust), {
    action: "sts:AssumeRoleWithWebIdentity",
    resource: "*",
    situation,
  });
}
