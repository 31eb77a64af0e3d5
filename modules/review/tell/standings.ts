import { counted } from "../../core/counted";
import type { Review } from "../contract";
import { listing, type Section } from "./fit";
import { countsText } from "./tally";
import { byRule } from "./rules";
import { code, folded, plain } from "./text";

/** Each switch of regions that the change records, in a line. */
export function switchesSection({ switches }: Review, whole: string): Section {
  return listing({
    items: switches,
    ways: [
      ({ environment, group, from, to, fenced }) => [
        `- This is a switch of ${code(`${environment}/${group}`)} from ${code(from)} to ${code(to)}; ` +
          `Terraform updates in place only${fenced.length === 0 ? "" : `. It fences ${fenced.map(code).join(", ")}`}.`,
      ],
    ],
    above: ["### Switches of regions", ""],
    rest: (left) => `${counted(left.length, "switch", "es")} for which there is no room here; see ${plain(whole)}.`,
  });
}

/** What the plans would be with another site active. What blocks there is told among what blocks. */
export function standingsSection({ otherStandings }: Review, whole: string): Section {
  const line = ({ stack, active, counts }: Review["otherStandings"][number]) =>
    `- ${code(stack)} with ${code(active)} active: ${countsText(counts)}`;
  return listing({
    items: otherStandings,
    ways: [
      (standing) => {
        const said = byRule(standing.findings).join("; ");
        return [`${line(standing)}${said === "" ? "" : `; ${said}`}`];
      },
      (standing) => [line(standing)],
    ],
    above: [],
    around: (lines) => folded(`The same with another site active: ${counted(otherStandings.length, "plan")}`, lines),
    rest: (left) =>
      `${counted(left.length, "plan")} with another site active for which there is no room here; see ${plain(whole)}.`,
  });
}

/** What could not be looked at, which is never a pass. */
export function errorsSection({ errors }: Review, whole: string): Section {
  return listing({
    items: errors,
    ways: [(error) => [`- ${plain(error)}`]],
    above: ["### What could not be looked at", ""],
    rest: (left) => `${counted(left.length, "error")} for which there is no room here; see ${plain(whole)}.`,
  });
}
