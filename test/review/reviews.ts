import fc from "fast-check";
import type {
  AttributeChange,
  Finding,
  OtherStanding,
  Review,
  ReviewedChange,
  StackReview,
  Waiver,
} from "../../modules/review/contract";

/** Texts that try to be more than text. */
const hostile = [
  "</details>",
  "<details><summary>",
  "<!-- understudy -->",
  "<img src=x onerror=alert(1)>",
  "```\n# heading\n```",
  "`` ` ``",
  "| a | b |\n|---|---|",
  "\\|",
  "@octocat please",
  "@org/team",
  "fixes #12",
  "GH-12",
  "!34",
  "\n/approve\n/merge",
  "/close",
  "[link](https://example.com)",
  "https://example.com/pull/1 www.example.com a@example.com",
  "**bold** __x__ ~~y~~ $x$",
  "&lt;b&gt; &#64;octocat",
  "\u202eevil\u202c\u0000\u001b[31m",
  "\ud800",
  "👩‍👩‍👧 größer 漢字",
  "__proto__",
  "-0",
] as const;

const anyText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.constantFrom(...hostile), { maxLength: 4 }).map((parts) => parts.join(" ")),
);
const longText = fc.tuple(anyText, fc.nat({ max: 100 })).map(([text, times]) => `x${text}`.repeat(times + 1));
const text = fc.oneof({ weight: 6, arbitrary: anyText }, { weight: 1, arbitrary: longText });
const side = fc.oneof(fc.constant(undefined), fc.constant("(sensitive)"), text);
const times = fc.constantFrom(0, 1, 2, 5, 40);

/** Few that differ, many times each with a number behind its name. */
function many<Item>(one: fc.Arbitrary<Item>, count: fc.Arbitrary<number>, number: (item: Item, index: number) => Item) {
  return fc
    .tuple(fc.array(one, { minLength: 1, maxLength: 4 }), count)
    .map(([items, repeats]) =>
      Array.from({ length: repeats }, (_, round) => items.map((item, index) => number(item, round * 4 + index))).flat(),
    );
}

const attribute: fc.Arbitrary<AttributeChange> = fc.record({
  path: text,
  before: side,
  after: side,
  forces: fc.boolean(),
});

const change: fc.Arbitrary<ReviewedChange> = fc.record({
  address: text,
  type: anyText,
  kind: fc.constantFrom("create", "update", "replace", "destroy", "forget", "move", "import", "drift"),
  movedFrom: fc.option(text, { nil: undefined }),
  isImported: fc.boolean(),
  reason: anyText,
  concerns: fc.constant([]),
  attributes: fc.array(attribute, { maxLength: 3 }),
  before: fc.constant(null),
  after: fc.constant(null),
  unseen: fc.constant([]),
});

const changes = many(change, fc.constantFrom(0, 1, 2, 5), (one, index) => ({
  ...one,
  address: `${one.address}${index}`,
}));

const stack: fc.Arbitrary<StackReview> = fc.record({
  stack: text,
  environment: text,
  cloud: fc.constantFrom("aws", "gcp", "azure"),
  group: text,
  site: fc.option(text, { nil: undefined }),
  region: fc.option(text, { nil: undefined }),
  difference: fc.constantFrom("added", "changed", "removed"),
  result: fc.option(
    text.map((because) => ({ outcome: "not reached", because, plan: undefined, stack: "s", milliseconds: 1 }) as const),
    { nil: undefined },
  ),
  plan: fc.option(
    fc.record({
      changes,
      drift: fc.array(change, { maxLength: 2 }),
      secrets: fc.constant([]),
      isIncomplete: fc.boolean(),
    }),
    { nil: undefined },
  ),
  cost: fc.option(
    fc.record({
      before: fc.double({ min: 0, max: 1e6, noNaN: true }),
      after: fc.double({ min: 0, max: 1e6, noNaN: true }),
      unpriced: fc.array(text, { maxLength: 3 }),
    }),
    { nil: undefined },
  ),
});

const rule = fc.constantFrom(
  ...(["data-loss", "protection", "recovery", "access", "cross-site"] as const),
  ...(["secret", "waiver", "path", "drift", "abandoned"] as const),
);

const waiver: fc.Arbitrary<Waiver> = fc.record({
  rule,
  stack: text,
  address: text,
  reason: text,
  owner: text,
  approvedBy: text,
  expires: fc.constant("2026-12-31"),
});

const finding: fc.Arbitrary<Finding> = fc.record({
  rule,
  weight: fc.constantFrom("blocks", "risk", "notice"),
  stack: text,
  address: text,
  attribute: text,
  before: side,
  after: side,
  message: text,
  waivedBy: fc.option(waiver, { nil: undefined }),
});

const numberedFinding = (one: Finding, index: number) => ({ ...one, address: `${one.address}${index}` });
const findings = many(finding, times, numberedFinding);

const standing: fc.Arbitrary<OtherStanding> = fc.record({
  stack: text,
  active: text,
  counts: fc.record({ add: fc.nat(), change: fc.nat(), replace: fc.nat(), destroy: fc.nat() }),
  findings,
});

/**
 * Any review: of nothing up to thousands of stacks and findings, with long and hostile texts wherever a text may be.
 * @param most - how often what was generated is repeated at most
 */
export function anyReview(most: number): fc.Arbitrary<Review> {
  const count = fc.oneof(times, fc.nat({ max: most }));
  return fc.record({
    verdict: fc.constantFrom("passed", "blocked", "error"),
    base: text,
    head: text,
    stacks: many(stack, count, (one, index) => ({ ...one, stack: `${one.stack}${index}` })),
    findings: many(finding, count, numberedFinding),
    switches: many(
      fc.record({ environment: text, group: text, from: text, to: text, fenced: fc.array(text, { maxLength: 3 }) }),
      times,
      (one) => one,
    ),
    otherStandings: many(standing, times, (one) => one),
    errors: many(text, count, (one, index) => `${one}${index}`),
  });
}

/** A review in which nothing differs. */
export const emptyReview: Review = {
  verdict: "passed",
  base: "main",
  head: "feature",
  stacks: [],
  findings: [],
  switches: [],
  otherStandings: [],
  errors: [],
};

/** A stack whose plan changes one thing. */
export function smallStack(stackName: string, one: Partial<ReviewedChange> = {}): StackReview {
  const [environment = "", cloud = "", site] = stackName.split("-");
  return {
    ...{ stack: stackName, environment, cloud, group: cloud, site, region: "us-east-1", difference: "changed" },
    result: undefined,
    plan: {
      changes: [
        {
          ...{ address: "aws_rds_cluster.database_cluster", type: "aws_rds_cluster", kind: "update" },
          ...{
            movedFrom: undefined,
            isImported: false,
            reason: "",
            concerns: ["data"],
            before: null,
            after: null,
            unseen: [],
          },
          attributes: [{ path: "backup_retention_period", before: "14", after: "15", forces: false }],
          ...one,
        },
      ],
      ...{ drift: [], secrets: [], isIncomplete: false },
    },
    cost: undefined,
  };
}

/** A finding that blocks. */
export const smallFinding: Finding = {
  ...{ rule: "data-loss", weight: "blocks", stack: "production-aws-virginia" },
  ...{ address: "aws_rds_cluster.database_cluster", attribute: "engine", before: '"a"', after: '"b"' },
  message: "it would be replaced, and what it holds lost; put the earlier value back",
  waivedBy: undefined,
};
