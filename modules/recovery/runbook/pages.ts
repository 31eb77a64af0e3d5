import type { Environment } from "../../core/parse";
import type { Plan } from "../contract";
import type { Facts } from "../plan/refusals";
import { planDrill, type Scenario, scenarios } from "../plan/drill";
import { planRecovery } from "../plan/plan";
import { environmentWith, rolesAfter, rolesOf } from "../plan/standing";
import { overview } from "./overview";
import { page, shell, table, toHeading } from "./markdown";
import { byHand, commandLine, titles } from "./steps";

/** Runbooks by the name of their file. */
export type Runbooks = Readonly<Record<"disaster-recovery" | "failover" | "failback" | "drill", string>>;

/** Where the plans of one pair begin: as it was born, and after each of its switches. */
interface Pair {
  readonly environment: Environment;
  readonly group: string;
  readonly title: string;
}

const well = (writer: string): Facts => ({
  status: { writer, armed: true, lagSeconds: 0, problems: [] },
  run: null,
});

function pairsOf(environment: Environment): readonly Pair[] {
  return environment.groups
    .filter(({ sites }) => sites.length > 1)
    .map(({ name, cloud }) => ({ environment, group: name, title: titles[cloud] }));
}

function planIn({ environment, group }: Pair, intent: Plan["intent"]): Plan {
  const active = environment.groups.find(({ name }) => name === group)?.active ?? "";
  return planRecovery(environment, { group, intent, acceptLoss: true }, well(active));
}

function after(pair: Pair, plan: Plan): Pair {
  const group = pair.environment.groups.find(({ name }) => name === pair.group);
  if (group === undefined) return pair;
  return { ...pair, environment: environmentWith(pair.environment, pair.group, rolesAfter(rolesOf(group), plan)) };
}

const byMachine = (text: string, plan: Plan) => [text, shell(commandLine(plan))].join("\n\n");

const written =
  "This page is written by `npm run runbooks` from the plans that `understudy` runs, and a test fails when it is stale.";

function failover(pairs: readonly Pair[]): string {
  const sections = pairs.flatMap((pair) => {
    const there = planIn(pair, "failover");
    const back = planIn(after(pair, planIn(pair, "switchover")), "failover");
    return [there, back].map((plan) => ({
      plan,
      heading: `${pair.title}: ${plan.from.site} is lost`,
      place: `${plan.from.region} is lost, ${plan.to.region} takes over`,
    }));
  });
  return page(
    "# Failover: a region is lost",
    `What the standby has not received is lost: mostly a second or so of writes, and never more than its lag. ${written}`,
    "## First",
    [
      "1. **Is the region lost, or can it still be asked?** If its database answers, this is the wrong page: a",
      "   [switchover](drill.md) loses nothing.",
      "2. **How far behind is the standby?** Step 1 of the section says it. More than 60 seconds: tell whoever decides.",
      "3. **Who decides, who types, who reads along?** In production somebody else than the one who types says yes.",
      "4. **Stop all deployments.** From here on nobody runs Terraform on the lost site.",
      "5. **Somebody else moves the group?** Its lease is kept in the witness region, and a refusal says who, since when, and on",
      "   which machine. Ask them. `--holder-is-gone` is your word that their process is dead. `--without-lease`, where the lease",
      "   cannot be reached, is your word that nobody else moves the group. Both go on record with your name.",
    ].join("\n"),
    table(
      ["lost", "section", "with the tool"],
      sections.map(({ plan, heading, place }) => [place, toHeading(heading), `\`${commandLine(plan)}\``]),
    ),
    "Run the tool if it runs: it does these very steps, side by side where it can, and goes on where it was when it is started again. The commands below are for when it does not run.",
    ...sections.flatMap(({ plan, heading }) => [`## ${heading}`, byHand(plan)]),
    "## Afterwards",
    [
      "- The lost site stays fenced: its gate is shut and no Terraform runs there until it has",
      "  [come back](failback.md). It may hold writes that nobody else has.",
      "- Nothing stands by now. Go on with the way back as soon as the region answers.",
    ].join("\n"),
  );
}

function failback(pairs: readonly Pair[]): string {
  const sections = pairs.map((pair) => {
    const lost = after(pair, planIn(pair, "failover"));
    const [rejoin, rebuild] = [planIn(lost, "rejoin"), planIn(lost, "rebuild")];
    const failback = planIn(after(lost, rejoin), "failback");
    const site = rejoin.to.site;
    return {
      group: pair.title,
      site,
      rejoin: { plan: rejoin, heading: `${pair.title}: take ${site} back` },
      rebuild: { plan: rebuild, heading: `${pair.title}: build ${site} anew` },
      failback: { plan: failback, heading: `${pair.title}: go back to ${site}` },
    };
  });
  return page(
    "# Failback: the lost region answers again",
    `Two things, with days between them if need be: the lost site becomes a standby again, and then, at a quiet hour, the writes go back to it. Nothing is lost by either. ${written}`,
    "## First",
    [
      "1. **Did the lost site take writes that never arrived?** Look before it replicates: its own copy of them is gone then.",
      "   AWS keeps a snapshot of the old volume (`aws rds describe-db-cluster-snapshots`). On GCP and Azure take a backup of",
      "   the old server if it still answers on its own.",
      "2. **Did the vendor take the old server back by itself?** The first section's sign says it. If it has not after six",
      "   hours, or says that it cannot, build the site anew.",
      "3. **Go back at a quiet hour.** A failback is a planned switch, with minutes in which nobody can write.",
    ].join("\n"),
    table(
      ["cloud", "the server comes back", "it does not", "then, at a quiet hour"],
      sections.map(({ group, rejoin, rebuild, failback: home }) => [
        group,
        toHeading(rejoin.heading),
        toHeading(rebuild.heading),
        toHeading(home.heading),
      ]),
    ),
    ...sections.flatMap((section) =>
      [section.rejoin, section.rebuild, section.failback].flatMap(({ plan, heading }) => [
        `## ${heading}`,
        byMachine("With the tool:", plan),
        "By hand:",
        byHand(plan),
      ]),
    ),
    "## After a rebuild",
    "The names above are those of the first generation. After a rebuild the site's server has a new one, which ends in `-g2`, `-g3` and so on: `npm run understudy -- sites production` and the roles file say which. The retired server stays, protected, until a person has looked through it and deletes it.",
  );
}

const rehearsed = {
  switchover: "a planned change of regions; nothing is lost",
  "region-loss": "the active region goes dark at once",
  "control-plane-loss": "the active region serves, but its API does not answer",
  "replica-lag": "the standby is behind: a planned change is refused until it has caught up",
  "failure-at-step": "a step fails for good, the change stops there and is resumed: `failure-at-step=promote-database`",
} as const satisfies Record<Scenario, string>;

function drill(pairs: readonly Pair[]): string {
  const [first] = pairs;
  const intentsOf = (scenario: Scenario) => {
    if (first === undefined) return [];
    const { environment, group } = first;
    const active = environment.groups.find(({ name }) => name === group)?.active ?? "";
    const { forth, back } = planDrill(environment, { group, scenario }, well(active));
    return [forth, ...back].map(({ intent }) => intent);
  };
  const sections = pairs.map((pair) => {
    const plan = planIn(pair, "switchover");
    return { plan, heading: `${pair.title}: from ${plan.from.site} to ${plan.to.site}` };
  });
  return page(
    "# Drill: rehearse before it counts",
    `A drill is a real switch, measured and undone. It passes when writes are accepted within 15 minutes, at most 60 seconds of them are lost (none, when it was planned), and Terraform then has nothing to add, replace or destroy. ${written}`,
    "## First",
    [
      "1. **In the sandbox, whenever you like**: real Terraform and real PostgreSQL on this machine, no account.",
      "2. **In staging, on schedule.** Tell whoever watches its alarms.",
      "3. **In production only as a planned switchover**, announced, at a quiet hour, with somebody else to approve it.",
    ].join("\n"),
    shell("npm run understudy -- drill staging/aws --scenario region-loss --on sandbox"),
    table(
      ["scenario", "what is rehearsed", "plans, in this order"],
      scenarios.map((scenario) => [`\`${scenario}\``, rehearsed[scenario], intentsOf(scenario).join(", ")]),
    ),
    "Where the writes are at the start, they are at the end: a group that was not at its origin goes back to where it was.",
    "## On a cloud",
    [
      "Only a planned change: nobody loses a vendor's region on purpose. It runs inside of the network of both sites, because it",
      "writes through the vendor's own name for the writer and looks at both servers. It is refused, with nothing done, where it",
      "could not be measured.",
    ].join("\n"),
    shell(
      "# A user of the database who may create a table. PGSSLROOTCERT names the vendor's authorities: on AWS and GCP there are.\n" +
        "read -r PGUSER; read -rs PGPASSWORD; export PGUSER PGPASSWORD\n" +
        "npm run understudy -- drill staging/aws --scenario switchover --on cloud",
    ),
    "If it stops on the way, it says where the writes are and the command that goes on. That one needs the same variables.",
    "## Stop a drill",
    "`Ctrl-C` leaves it where it is, and `resume` goes on. An abort ends it where the group can stay; where it cannot, it says which steps come first. Each step below says whether one may stop after it.",
    ...sections.flatMap(({ plan, heading }) => [
      `## ${heading}`,
      byMachine("A planned switch, with the tool:", plan),
      "By hand:",
      byHand(plan),
    ]),
    "The way back is the last section of [failback](failback.md).",
  );
}

/** All runbooks of an environment, made of the plans that are run. */
export function runbooks(environment: Environment): Runbooks {
  const pairs = pairsOf(environment);
  const switches = pairs.map((pair) => ({
    title: pair.title,
    failover: planIn(pair, "failover"),
    switchover: planIn(pair, "switchover"),
  }));
  return {
    "disaster-recovery": overview(switches, written),
    failover: failover(pairs),
    failback: failback(pairs),
    drill: drill(pairs),
  };
}
