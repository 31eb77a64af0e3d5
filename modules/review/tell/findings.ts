import { counted } from "../../core/counted";
import type { Finding, Review, Weight } from "../contract";
import { type Lines, listing, type Section } from "./fit";
import { byRule, ruleWords } from "./rules";
import { code, folded, type Longest, plain, value } from "./text";

/** A finding, and under which circumstances it is one. */
export interface Told {
  readonly finding: Finding;
  /** The site that would be active; undefined for what this change itself does. */
  readonly active: string | undefined;
}

const keyOf = ({ rule, stack, address, attribute }: Finding) => JSON.stringify([rule, stack, address, attribute]);

/** All findings, those of other standings after those of the change itself, none of them twice. */
export function allFindings({ findings, otherStandings }: Review): readonly Told[] {
  const known = new Set(findings.map(keyOf));
  return [
    ...findings.map((finding) => ({ finding, active: undefined })),
    ...otherStandings.flatMap(({ active, findings: others }) =>
      others.filter((finding) => !known.has(keyOf(finding))).map((finding) => ({ finding, active })),
    ),
  ];
}

const headOf = ({ finding: { rule, stack, address }, active }: Told) =>
  [
    `**${ruleWords[rule].title}**`,
    ...(address === "" ? [] : [code(address)]),
    `in ${code(stack)}`,
    ...(active === undefined ? [] : [`if ${code(active)} were active`]),
  ].join(" ");

function attributeOf({ attribute, before, after }: Finding, longest: Longest): readonly string[] {
  if (attribute === "" && before === undefined && after === undefined) return [];
  return [`${attribute === "" ? "" : `${code(attribute)}: `}${value(before, longest)} → ${value(after, longest)}`];
}

const waiverOf = ({ waivedBy }: Finding) =>
  waivedBy === undefined
    ? []
    : [
        `waived by ${plain(waivedBy.owner)}, approved by ${plain(waivedBy.approvedBy)}, ` +
          `until ${plain(waivedBy.expires)}: ${plain(waivedBy.reason)}`,
      ];

const told =
  (longest: Longest) =>
  (one: Told): Lines => [
    `- ${[headOf(one), ...attributeOf(one.finding, longest), plain(one.finding.message), ...waiverOf(one.finding)].join(
      "<br>",
    )}`,
  ];

const briefly = (one: Told): Lines => [
  `- ${headOf(one)}${one.finding.attribute === "" ? "" : `: ${code(one.finding.attribute)}`}`,
];

/** A part of the findings: of one weight, of those that a waiver lets through, or what would block with another site active. */
type Part = Weight | "waived" | "elsewhere";

/** How a part is introduced, and whether it is folded. */
const parts: Readonly<Record<Part, { readonly title: string; readonly isFolded: boolean }>> = {
  blocks: { title: "What blocks this change", isFolded: false },
  risk: { title: "Risks", isFolded: false },
  notice: { title: "Good to know", isFolded: true },
  elsewhere: { title: "What would block with another site active", isFolded: false },
  waived: { title: "Let through by a waiver", isFolded: true },
};

function partOf({ finding: { waivedBy, weight }, active }: Told): Part {
  if (waivedBy !== undefined) return "waived";
  return weight === "blocks" && active !== undefined ? "elsewhere" : weight;
}

/** How many findings are in a part. */
export function countOf(all: readonly Told[], part: Part): number {
  return all.filter((one) => partOf(one) === part).length;
}

/**
 * One part of the findings.
 * @param whole - where all of them are to be found
 */
export function findingsSection(all: readonly Told[], part: Part, whole: string): Section {
  const items = all.filter((one) => partOf(one) === part);
  const { title, isFolded } = parts[part];
  return listing({
    items,
    ways: [told(1000), told(100), briefly],
    above: isFolded ? [] : [`### ${title}`, ""],
    ...(isFolded && { around: (lines) => folded(`${title}: ${counted(items.length, "finding")}`, lines) }),
    rest: (left) => {
      const said = byRule(left.map(({ finding }) => finding)).join("; ");
      return (
        `${isFolded ? `${title}: ` : ""}${counted(left.length, "finding")} for which there is no room here, ${said}. ` +
        `All of them are in ${plain(whole)}.`
      );
    },
  });
}
