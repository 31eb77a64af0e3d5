import { z } from "zod";
import { InvalidInput, nearest, oneOf, type Problem } from "../core/problems";
import type { Finding, RuleId, Waiver } from "./contract";

/**
 * What may be waived: everything but a waiver that is not in order, and what comes with a switch of regions. A switch is
 * updates in place or it is none: there is always another way, to merge the other changes by themselves.
 */
const waivable = [
  "data-loss",
  "protection",
  "recovery",
  "access",
  "cross-site",
  "secret",
  "abandoned",
  "path",
  "drift",
] as const satisfies readonly RuleId[];

/** How far ahead the last day of a waiver may lie, in days. */
const longest = 90;

const day = 86_400_000;

const said = (what: string) =>
  z
    .string({ error: `is missing; write ${what}` })
    .refine((text) => text.trim() !== "", { error: `is empty; write ${what}` });

const isDay = (text: string) => {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

const waiverShape = z.strictObject({
  rule: z.enum(waivable, { error: ({ input }) => ruleMessage(input) }),
  stack: said("the stack's name"),
  address: z.string({ error: "must be the resource's address, or empty for the stack as a whole" }),
  reason: said("why it is right this once"),
  owner: said("who looks after it"),
  approvedBy: z.string({ error: "must be who agreed" }).default(""),
  expires: z
    .string({ error: "is missing; write the last day on which it holds, such as 2026-12-31" })
    .refine(isDay, { error: "is no day; write the last one on which it holds, such as 2026-12-31" }),
});

const hint = (word: string, candidates: readonly string[]) => {
  const guess = nearest(word, candidates);
  return guess === undefined ? "" : `; did you mean ${JSON.stringify(guess)}?`;
};

/** Why a rule that there is cannot be waived, and what to do instead. */
const unwaivable: Readonly<Partial<Record<RuleId, string>>> = {
  switch: "a switch of regions changes in place only: merge the other changes before or after it",
  waiver: "put the waiver that it speaks of in order, or take it out",
};

function ruleMessage(input: unknown): string {
  const [, instead] = Object.entries(unwaivable).find(([rule]) => rule === input) ?? [];
  if (instead !== undefined) return `${JSON.stringify(input)} cannot be waived; ${instead}`;
  const got = typeof input === "string" ? `${JSON.stringify(input)} is no rule that can be waived` : "is no rule";
  return `${got}; choose ${oneOf(waivable)}${typeof input === "string" ? hint(input, waivable) : ""}`;
}

function problemsOf(error: z.ZodError, file: string): readonly Problem[] {
  return error.issues.flatMap((issue): readonly Problem[] => {
    const path = [file, ...issue.path.map(String)].join(".");
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    const keys = Object.keys(waiverShape.shape);
    return issue.keys.map((key) => ({
      path: `${path}.${key}`,
      message: `is no key of a waiver, which has ${oneOf(keys)}${hint(key, keys)}`,
    }));
  });
}

/**
 * Reads the waivers of a repository: a list in JSON.
 * @param file - names the text in errors
 * @throws InvalidInput with everything that is wrong
 */
export function readWaivers(text: string, file: string): readonly Waiver[] {
  const refuse = (message: string) => new InvalidInput([{ path: file, message }]);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuse(`is no JSON (${error.message}); write a list of waivers, or [] for none`);
  }
  if (!Array.isArray(json)) throw refuse("is no list; write a list of waivers, or [] for none");
  const parsed = z.array(waiverShape).safeParse(json);
  if (!parsed.success) throw new InvalidInput(problemsOf(parsed.error, file));
  return parsed.data;
}

const samePlace = (one: Waiver, other: Pick<Finding, "rule" | "stack" | "address">) =>
  one.rule === other.rule && one.stack === other.stack && one.address === other.address;

/** People write their names as they like. */
const person = (name: string) => name.trim().replace(/^@/, "").toLowerCase();

const midnight = (time: Date) => Math.floor(time.getTime() / day) * day;

/** What is wrong with a waiver by itself, as the end of a sentence. */
function flaws(waiver: Waiver, index: number, all: readonly Waiver[], today: number): readonly string[] {
  const days = Math.round((Date.parse(`${waiver.expires}T00:00:00Z`) - today) / day);
  const approver = person(waiver.approvedBy);
  return [
    ...(days < 0 ? [`expired on ${waiver.expires}; take it out, or have it approved anew`] : []),
    ...(days > longest ? [`holds for ${days} more days; ${longest} are the most`] : []),
    ...(approver === "" ? ["was approved by nobody; write who agreed in approvedBy"] : []),
    ...(approver !== "" && approver === person(waiver.owner)
      ? ["was approved by its own owner; let somebody else agree"]
      : []),
    ...(all.findIndex((other) => samePlace(waiver, other)) < index
      ? ["says again what another one says; keep one"]
      : []),
  ];
}

function complaint({ rule, stack, address }: Waiver, what: string): Finding {
  const place = address === "" ? "the stack as a whole" : address;
  return {
    rule: "waiver",
    weight: "blocks",
    stack,
    address,
    attribute: "",
    before: undefined,
    after: undefined,
    message: `the waiver of ${rule} for ${place} ${what}`,
    waivedBy: undefined,
  };
}

/**
 * Lets waivers that are in order let findings through. A waiver that is not, or that no finding needs, is a finding itself,
 * which nothing waives.
 * @param now - the day is UTC's
 */
export function applyWaivers(waivers: readonly Waiver[], findings: readonly Finding[], now: Date): readonly Finding[] {
  const judged = waivers.map((waiver, index) => ({ waiver, wrong: flaws(waiver, index, waivers, midnight(now)) }));
  const sound = judged.filter(({ wrong }) => wrong.length === 0).map(({ waiver }) => waiver);
  const unmatched = (waiver: Waiver) => !findings.some((found) => samePlace(waiver, found));
  return [
    ...findings.map((found) => ({
      ...found,
      waivedBy: sound.find((waiver) => samePlace(waiver, found)) ?? found.waivedBy,
    })),
    ...judged.flatMap(({ waiver, wrong }) =>
      [
        ...wrong,
        ...(unmatched(waiver)
          ? ["lets nothing through that was found: its change is through, or needs it no more; take it out"]
          : []),
      ].map((what) => complaint(waiver, what)),
    ),
  ];
}
