import { clouds } from "../../core/cloud";
import type { Plan } from "../contract";
import { durations, durationsOf } from "../forecast/durations";
import { type Forecast, forecast } from "../forecast/forecast";
import { minutes, page, shell, table } from "./markdown";
import { titles } from "./steps";

/** The two plans of a pair that people ask about at night. */
export interface Switches {
  readonly title: string;
  readonly failover: Plan;
  readonly switchover: Plan;
}

const expected = ({ cloud, intent }: Plan, { toWrites, interruption, shorten }: Forecast): readonly string[] => {
  if (toWrites === null) return [];
  const { alone, withPerson } = toWrites;
  const [dearest] = shorten;
  const share = (part: number) => (part > 0.995 ? "over 99 %" : `${Math.round(part * 100)} %`);
  return [
    `${titles[cloud]} ${intent}`,
    minutes(alone.p50),
    minutes(alone.p95),
    minutes(alone.p99),
    share(alone.withinActivation),
    share(alone.withinRecovery),
    share(withPerson.withinRecovery),
    interruption === null ? "from the loss on" : minutes(interruption.p95),
    dearest === undefined ? "" : `\`${dearest.step}\` (${minutes(dearest.seconds)})`,
  ];
};

/** The rows of one basis, said once where clouds agree. */
function standsOn(): readonly (readonly string[])[] {
  const rows = clouds.flatMap((cloud) =>
    Object.entries(durations[cloud]).map(([action, { basis, says, source }]) => ({
      action,
      basis,
      cloud: titles[cloud],
      words: source === null ? says : `[${says}](${source})`,
    })),
  );
  const keys = [...new Set(rows.map(({ action, words }) => `${action} ${words}`))].sort();
  return keys.flatMap((key) => {
    const same = rows.filter(({ action, words }) => `${action} ${words}` === key);
    const [one] = same;
    if (one === undefined) return [];
    const where = same.length === clouds.length ? "all" : same.map(({ cloud }) => cloud).join(", ");
    return [[`\`${one.action}\``, where, one.basis, one.words]];
  });
}

/** The page that somebody opens first. */
export function overview(switches: readonly Switches[], written: string): string {
  const plans = switches.flatMap(({ failover, switchover }) => [failover, switchover]);
  return page(
    "# Disaster recovery: start here",
    `Production stands in two regions on each cloud. One takes the writes, the other follows. ${written}`,
    "## The first five minutes",
    [
      "1. **Which group?** Each cloud is a group of its own, and is switched on its own.",
      "2. **Does the active site still take writes?** Ask it by the name that follows it: 200 means yes.",
      "3. **Is it the region, or is it us?** The vendor's status page, another region's console, our last deployment. A bad",
      "   deployment is rolled back, not failed over: the standby has it too.",
      "4. **Decide within ten minutes.** There are fifteen, and the switch itself needs the rest.",
    ].join("\n"),
    shell(
      switches
        .map(
          ({ failover: { from } }) =>
            `curl --silent --output /dev/null --write-out '%{http_code}\\n' https://${from.name}/.well-known/understudy/active`,
        )
        .join("\n"),
    ),
    table(
      ["what you see", "what to do"],
      [
        ["the region is dark, or its database takes no writes and nobody can say when", "[failover](failover.md)"],
        ["the region serves, but must be left soon: a warning, a maintenance, a rehearsal", "[switchover](drill.md)"],
        ["the region is dark, and it was the standby's", "nothing: wait, and look at the alarms of the lag"],
        ["a lost region answers again", "[failback](failback.md)"],
        ["a run was cut off", "start it again with `resume`: it looks before it repeats anything"],
      ],
    ),
    "## What stands where",
    table(
      ["cloud", "origin", "standby", "the name that follows"],
      switches.map(({ title, failover: { from, to } }) => [
        title,
        `${from.site}, ${from.region}, \`${from.database}\``,
        `${to.site}, ${to.region}, \`${to.database}\``,
        `\`${from.name}\``,
      ]),
    ),
    "As born. Which site is active now: `npm run understudy -- sites production`, or `environments/production.roles.json`.",
    "## How long it takes",
    "Minutes from the order until a write is accepted and read back, without the wait for somebody who approves; how often that is within 10 and within 15 minutes, and how often with that wait. What happens before the order is not in it.",
    table(
      [
        "plan",
        "half within",
        "95 %",
        "99 %",
        "in 10 minutes",
        "in 15 minutes",
        "in 15 with approval",
        "no writes for (95 %)",
        "dearest step (minutes)",
      ],
      plans.map((plan) => expected(plan, forecast(plan, durationsOf(plan.cloud)))),
    ),
    "These are 10000 imagined runs over the plan's own graph, no measurement. They stand on the figures below, most of which nobody publishes; what drills measured takes their place.",
    table(["action", "cloud", "basis", "what it stands on"], standsOn()),
    "## What is true on every page",
    [
      "- **The gate closes first.** Then the database changes hands, then traffic is let in.",
      "- **Traffic follows the database by itself**: a site answers its probes with 200 only while its own database takes",
      "  writes. On GCP the gate alone keeps nobody from an origin that still answers; that the origin's database refuses",
      "  writes does.",
      "- **Never run Terraform on a lost site** before it has been taken back. Never apply a plan that adds, replaces or",
      "  destroys anything, but where a step says that it builds a new server.",
      "- **A switch is finished** when the roles file says so in version control and Terraform has nothing left to do.",
      "- With us-east-1 or us-west-2 dead, the traffic stack on AWS cannot be planned. A switch does not need it.",
    ].join("\n"),
  );
}
