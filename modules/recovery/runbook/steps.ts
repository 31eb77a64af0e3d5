import type { Cloud } from "../../core/cloud";
import type { Plan, Step } from "../contract";
import { shell } from "./markdown";

/** How people call a cloud. */
export const titles = { aws: "AWS", gcp: "GCP", azure: "Azure" } as const satisfies Record<Cloud, string>;

/** The command line that does the whole plan. */
export function commandLine({ environment, group, intent, to }: Plan): string {
  const site = intent === "failback" ? "" : ` --site ${to.site}`;
  const loss = intent === "failover" ? " --accept-loss" : "";
  return `npm run understudy -- ${intent} ${environment}/${group}${site} --on cloud${loss}`;
}

const list = (words: readonly string[]) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

/** What may be done at the same time, said where it is not just one step after the other. */
function order(plan: Plan, index: number): string {
  const step = plan.steps[index];
  const before = plan.steps[index - 1];
  if (step === undefined || before === undefined) return "";
  if (step.needs.length === 1 && step.needs[0] === before.id) return "";
  const numbers = step.needs.map((need) => plan.steps.findIndex(({ id }) => id === need) + 1).toSorted((a, b) => a - b);
  return ` Begin it as soon as ${list(numbers.map((number) => `step ${number}`))} ${numbers.length === 1 ? "is" : "are"} done.`;
}

function renderStep(plan: Plan, step: Step, index: number): string {
  const [sign = "", ...look] = step.doneWhen.split("\n");
  const called = step.call === "none" ? "" : ` Asks for \`${step.call}\`.`;
  const limit = Math.ceil(step.timeoutSeconds / 60);
  const wake = `Get help when it takes longer than ${limit === 1 ? "a minute" : `${limit} minutes`}.`;
  const stop =
    step.safePoint === null ? "**Do not stop here.** Go on to the next step." : `You can stop here: ${step.safePoint}.`;
  return [
    `**${index + 1}. ${step.title}** (\`${step.id}\`).${called}${order(plan, index)}`,
    shell(step.byHand),
    look.length === 0 ? `Done when ${sign}.` : `Done when ${sign}`,
    ...(look.length === 0 ? [] : [shell(look.join("\n"))]),
    `${wake} ${stop}`,
  ].join("\n\n");
}

/** What the commands of a cloud need in the shell, once. */
function preparation({ cloud, to }: Plan): string {
  switch (cloud) {
    case "aws":
      return [
        `Sign in to account ${to.account}. Set one of the five endpoints of the gates, from the copy of the output \`traffic_gates_switch\` that you keep outside of AWS; where one does not answer, take the next.`,
        shell("ENDPOINT=https://... # as written down\nENDPOINT_REGION=... # its region, as written down beside it"),
      ].join("\n\n");
    case "gcp":
      return ["Sign in.", shell(`gcloud auth login\ngcloud config set project ${to.account}`)].join("\n\n");
    case "azure":
      return ["Sign in.", shell(`az login\naz account set --subscription ${to.account}`)].join("\n\n");
  }
}

/** A whole plan for the hands of a person: every step with its command, its sign, and whether one may stop there. */
export function byHand(plan: Plan): string {
  return [preparation(plan), ...plan.steps.map((step, index) => renderStep(plan, step, index))].join("\n\n");
}
