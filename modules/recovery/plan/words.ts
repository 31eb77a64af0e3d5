import type { Cloud } from "../../core/cloud";
import { probe } from "../../traffic/contract";
import type { Action, OwnAction, Step, VendorAction } from "../contract";
import { aws } from "./aws";
import { azure } from "./azure";
import type { CloudWords } from "./call";
import { gcp } from "./gcp";

/** A cloud's own words. */
function wordsOf(cloud: Cloud): CloudWords {
  switch (cloud) {
    case "aws":
      return aws;
    case "gcp":
      return gcp;
    case "azure":
      return azure;
  }
}

/** An action as a sentence for somebody at night. */
export function titleOf(action: Action): string {
  switch (action.do) {
    case "check-ready":
      return `Check that ${action.to.site} is ready`;
    case "approve":
      return "Have somebody else approve this plan";
    case "raise-capacity":
      return `Raise ${action.site.site} to ${action.minimumNodes} nodes at least`;
    case "return-capacity":
      return `Let ${action.site.site} go down to ${action.minimumNodes} nodes`;
    case "close-gate":
      return `Close the gate of ${action.site.site}`;
    case "open-gate":
      return `Open the gate of ${action.site.site}`;
    case "switch-database":
      return `Switch the database from ${action.from.site} to ${action.to.site}; nothing is lost`;
    case "promote-database":
      return `Promote the database of ${action.to.site}; what it has not received is lost`;
    case "rejoin-database":
      return `Wait until ${action.site.site} replicates from ${action.source.site} again`;
    case "rebuild-database":
      return `Take the retired database of ${action.site.site} out of the group`;
    case "designate-replica":
      return `Name the database of ${action.site.site} as the one that takes over from ${action.source.site}`;
    case "verify-writes":
      return `Write through ${action.site.name} and read it back`;
    case "write-roles":
      return `Write into the roles file that ${action.active} is active`;
    case "create-database":
      return `Build the new database of ${action.site.site} with Terraform`;
    case "reconcile":
      return `Bring Terraform and the cloud together in ${action.stacks.join(", ")}${action.lost === undefined ? "" : `, without what needs ${action.lost}`}`;
  }
}

type Reconcile = Extract<OwnAction, { readonly do: "reconcile" }>;

type Words = Pick<Step, "call" | "byHand" | "doneWhen">;

const deploy = (stacks: readonly string[]) =>
  `npm run cdktf -- deploy ${stacks.join(" ")} --ignore-missing-stack-dependencies`;

const showPlan = (stacks: readonly string[]) => stacks.map((stack) => `npm run cdktf -- diff ${stack}`).join("\n");

/** The words of a reconciliation. cdktf cannot leave out what needs a lost region; of the stacks, the first is a site's. */
function reconcileWords({ stacks, lost }: Reconcile, environment: string, group: string): Words {
  const read = "# Read each plan first: nothing may be added, replaced or destroyed.";
  const untilDone = "no plan has anything left to do:";
  if (lost === undefined)
    return {
      call: "none",
      byHand: [read, showPlan(stacks), deploy(stacks)].join("\n"),
      doneWhen: `${untilDone}\n${showPlan(stacks)}`,
    };
  const [own = "", ...others] = stacks;
  const site = `${environment}/${group}/${own.slice(`${environment}-${group}-`.length)}`;
  const understudy = (verb: "plan" | "deploy") => `npm run understudy -- ${verb} ${site} --on cloud --without ${lost}`;
  const plans = [understudy("plan"), ...(others.length === 0 ? [] : [showPlan(others)])];
  return {
    call: "none",
    byHand: [
      `${read} What needs ${lost} is left out until it is back.`,
      ...plans,
      understudy("deploy"),
      ...(others.length === 0 ? [] : [deploy(others)]),
    ].join("\n"),
    doneWhen: [untilDone, ...plans].join("\n"),
  };
}

function ownWords(action: OwnAction, environment: string, group: string): Words {
  switch (action.do) {
    case "check-ready":
      return {
        call: "none",
        byHand: wordsOf(action.to.cloud).ready(action.from, action.to),
        doneWhen: [
          wordsOf(action.to.cloud).healthy(action.to),
          ...(action.maximumLagSeconds === null ? [] : [`at most ${action.maximumLagSeconds} s behind`]),
        ].join(" and "),
      };
    case "approve":
      return {
        call: "none",
        byHand: "# Read the plan to somebody who did not start it, and write down who said yes.",
        doneWhen: "somebody other than the starter has said yes to exactly this plan",
      };
    case "verify-writes": {
      const { name, site } = action.site;
      return {
        call: "none",
        byHand: [
          `curl --silent --show-error --output /dev/null --write-out '%{http_code} %{remote_ip}\\n' https://${name}${probe.path}`,
          `dig +short ${site}${name.slice(name.indexOf("."))}`,
        ].join("\n"),
        doneWhen: `a row written through ${name} was read back from ${site}; by hand, the answer is 200 from an address of ${site}, because a site gives that only while its own database takes writes`,
      };
    }
    case "write-roles": {
      const file = `environments/${environment}.roles.json`;
      const fenced = action.fenced.map((site) => JSON.stringify(site)).join(", ");
      return {
        call: "none",
        byHand: [
          `# In ${file}, "${group}": "active": "${action.active}", "fenced": [${fenced}]`,
          ...(action.rebuilt === null
            ? []
            : [
                `# and for "${action.rebuilt}": "generation" one higher, "source" ${action.active} at its own generation.`,
              ]),
          `npm run understudy -- check ${environment} && git commit -m "${group}: ${action.active} is active" -- ${file}`,
        ].join("\n"),
        doneWhen: `the roles file says so and passes its check:\nnpm run understudy -- check ${environment}`,
      };
    }
    case "create-database":
      return {
        call: "none",
        byHand: deploy([action.stack]),
        doneWhen: `Terraform has made ${action.site.database}, and nothing was replaced or destroyed`,
      };
    case "reconcile":
      return reconcileWords(action, environment, group);
  }
}

function vendorWords(action: VendorAction, cloud: Cloud): Words {
  const { call, region, byHand, doneWhen } = wordsOf(cloud).vendor(action);
  const where = region === null ? "" : ` in ${region}`;
  return { call: call === null ? "none" : `${call}${where}`, byHand, doneWhen };
}

/** What an action is in words: the call that is made, the command that does the same, and what shows that it is done. */
export function wordsFor(action: Action, place: { cloud: Cloud; environment: string; group: string }): Words {
  switch (action.do) {
    case "check-ready":
    case "approve":
    case "verify-writes":
    case "write-roles":
    case "create-database":
    case "reconcile":
      return ownWords(action, place.environment, place.group);
    case "raise-capacity":
    case "return-capacity":
    case "close-gate":
    case "open-gate":
    case "switch-database":
    case "promote-database":
    case "rejoin-database":
    case "rebuild-database":
    case "designate-replica":
      return vendorWords(action, place.cloud);
  }
}
