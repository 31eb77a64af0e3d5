import { isDeepStrictEqual } from "node:util";
import { entries } from "../../core/parse-group";
import { asList } from "../../schema/json";

/** One statement of a policy of AWS's. */
export type Statement = Readonly<Record<string, unknown>>;

/** Something that a policy allows and should not, or that it no longer denies. */
export interface Grant {
  readonly key: string;
  readonly means: string;
  /** Whether it is one service alone, and none by which the others could be had. */
  readonly isOneService: boolean;
}

/** The statements of a policy's text; undefined when it is no policy. */
export function statementsOf(text: string): readonly Statement[] | undefined {
  if (!/^\s*\{/.test(text) || !text.includes('"Statement"')) return undefined;
  try {
    const policy: unknown = JSON.parse(text);
    return asList(entries(policy)["Statement"]).map(entries);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const texts = (value: unknown): readonly string[] => asList(value).map(String);

/** Conditions that tie a request to an account, an organization, a network or a resource. */
const limiting =
  /^(?:aws:(?:SourceAccount|SourceArn|SourceOrgID|SourceOrgPaths|SourceVpc|SourceVpce|PrincipalOrgID|PrincipalOrgPaths|PrincipalAccount|PrincipalArn)|kms:CallerAccount)$/i;
const exact = /^(?:ForAnyValue:)?(?:String|Arn)(?:Equals|Like|EqualsIgnoreCase)$/;

function isLimited({ Condition: condition }: Statement): boolean {
  return Object.entries(entries(condition)).some(
    ([operator, keys]) =>
      exact.test(operator) &&
      Object.entries(entries(keys)).some(
        ([key, values]) =>
          limiting.test(key) &&
          texts(values).length > 0 &&
          texts(values).every((value) => /[^*?:]/.test(value.replace(/^arn:/, ""))),
      ),
  );
}

/** `AWS arn:…`, `Service ec2…`, one by one. */
const principals = ({ Principal: principal }: Statement): readonly string[] =>
  typeof principal === "object" && principal !== null
    ? Object.entries(principal).flatMap(([kind, names]) => texts(names).map((name) => `${kind} ${name}`))
    : texts(principal).map((name) => `AWS ${name}`);

/** Services whose every action gives every other: identities, and whole accounts. */
const isMaster = (action: string) => action.startsWith("*") || /^(?:iam|sts|organizations|sso|account):/i.test(action);

const isEveryAction = (action: string) => /^(?:\*|[a-z0-9-]+:\*+|\*:\*)$/i.test(action);
const isEveryResource = (resource: string) => resource === "*" || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(resource);
const isEverybody = (principal: string) => /^[A-Za-z]+ \*$/.test(principal);

const allows = ({ Effect: effect }: Statement) => effect === "Allow";
const names = (statement: Statement) => "Principal" in statement || "NotPrincipal" in statement;

function wideActions(statement: Statement): readonly { readonly action: string; readonly resource: string }[] {
  if (!allows(statement) || names(statement)) return [];
  const resources = texts(statement["Resource"]).filter(isEveryResource);
  return texts(statement["Action"])
    .filter(isEveryAction)
    .flatMap((action) => resources.map((resource) => ({ action, resource })));
}

/** What a policy allows after and did not before, of that which no policy should. */
export function newGrants(before: readonly Statement[], after: readonly Statement[]): readonly Grant[] {
  const known = before.flatMap(wideActions);
  const actions = after
    .flatMap(wideActions)
    .filter(
      ({ action, resource }) =>
        !known.some(
          (old) => (old.action === "*" || old.action === action) && (old.resource === "*" || old.resource === resource),
        ),
    )
    .map(({ action, resource }) => ({
      key: `${action} ${resource}`,
      means: `allows ${action} on ${resource}`,
      isOneService: !isMaster(action),
    }));
  const isOld = (statement: Statement) => before.some((old) => isDeepStrictEqual(old, statement));
  const young = after.filter((statement) => allows(statement) && !isOld(statement));
  const inverted = young.flatMap((statement) =>
    ["NotAction", "NotPrincipal", "NotResource"]
      .filter((key) => key in statement)
      .map((key) => ({ key, means: `allows by ${key}: everything but what it names`, isOneService: false })),
  );
  const open = (statement: Statement) =>
    allows(statement) && principals(statement).some(isEverybody) && !isLimited(statement);
  const opened = young
    .filter((statement) => open(statement) && !before.some((old) => open(old) && actionsWithin(old, statement)))
    .map((statement) => ({
      key: JSON.stringify(statement),
      means: `allows everybody ${texts(statement["Action"]).join(", ")}`,
      isOneService: false,
    }));
  const denied = before
    .filter((statement) => statement["Effect"] === "Deny" && !after.some((kept) => isDeepStrictEqual(kept, statement)))
    .map((statement) => ({
      key: JSON.stringify(statement),
      means: `no longer denies ${texts(statement["Action"]).join(", ")}`,
      isOneService: false,
    }));
  return [...actions, ...inverted, ...opened, ...denied];
}

/** Whether a statement allows no action that the other does not. */
function actionsWithin(wide: Statement, narrow: Statement): boolean {
  const known = texts(wide["Action"]);
  return known.includes("*") || texts(narrow["Action"]).every((action) => known.includes(action));
}

/** Whom a role trusts after and did not before, or not under that condition. */
export function newTrust(before: readonly Statement[], after: readonly Statement[]): readonly Grant[] {
  const trusted = (statements: readonly Statement[]) =>
    statements
      .filter(allows)
      .flatMap((statement) =>
        principals(statement).map((principal) => ({ principal, condition: statement["Condition"] })),
      );
  const known = trusted(before);
  return trusted(after)
    .filter(
      ({ principal, condition }) =>
        !known.some(
          (old) =>
            old.principal === principal && (old.condition === undefined || isDeepStrictEqual(old.condition, condition)),
        ),
    )
    .map(({ principal }) => ({
      key: principal,
      means: `trusts ${principal}, or trusts it under other conditions than before`,
      isOneService: false,
    }));
}
