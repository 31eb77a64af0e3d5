import type { Job, Step, Workflow } from "./workflows";

/** What must hold of a workflow: a rule gives the places that break it. */
export type Rule = (workflow: Workflow) => readonly string[];

const jobsOf = ({ jobs }: Workflow) => Object.entries(jobs);

/** The jobs of which something holds, by name. */
const jobsThat =
  (flawed: (job: Job, workflow: Workflow) => boolean): Rule =>
  (workflow) =>
    jobsOf(workflow).flatMap(([name, job]) => (flawed(job, workflow) ? [name] : []));

/** The steps of which something holds, as `job[index]`. */
const stepsThat =
  (flawed: (step: Step, job: Job, workflow: Workflow) => boolean): Rule =>
  (workflow) =>
    jobsOf(workflow).flatMap(([name, job]) =>
      job.steps.flatMap((step, index) => (flawed(step, job, workflow) ? [`${name}[${index}]`] : [])),
    );

/** The verb of `understudy` that a step runs, anywhere but in a sandbox. */
const verbOf = ({ run = "" }: Step) =>
  run.includes("--on sandbox") ? "" : (/node bin\/understudy\.js ([a-z-]+)/.exec(run)?.[1] ?? "");
const runsVerb = (job: Job, verbs: readonly string[]) => job.steps.some((step) => verbs.includes(verbOf(step)));

/** Verbs that write to a cloud. */
const changing = ["deploy", "destroy", "drill", "rollback"];

const signIns = ["aws-actions/configure-aws-credentials@", "google-github-actions/auth@", "azure/login@"];
const isSignIn = ({ uses = "" }: Step) => signIns.some((action) => uses.startsWith(action));
const onCloud = ({ run = "" }: Step) => run.includes("--on cloud") && run.includes("understudy.js");
const writes = ({ permissions = {} }: Job) => Object.keys(permissions).filter((name) => permissions[name] === "write");

/** What each kind of job may write, beside asking for a token of its own. */
const allowedWrites: Readonly<Record<string, (job: Job) => boolean>> = {
  "id-token": (job) => job.steps.some(isSignIn),
  "security-events": (job) => job.steps.some(({ uses = "" }) => uses.startsWith("github/codeql-action/analyze@")),
  "pull-requests": (job) => runsVerb(job, ["comment", "previews", "rotate"]),
  issues: (job) => runsVerb(job, ["drift"]),
  contents: (job) => runsVerb(job, ["rotate"]),
};

const pinned = /^(?:[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40}|docker:\/\/[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64})$/;
const isChecked = (step: Step) => step.uses?.startsWith("actions/checkout@") === true;

/** The steps with which a job signs in, without what sets a plan's identity apart from an apply's. */
function signInText({ steps }: Job): string {
  return JSON.stringify(steps.filter(isSignIn)).replaceAll(/matrix\.identity\.(?:plan|apply)\./g, "");
}

/** Whether a job is within an environment that can ask for approval: those in which plans are made, `plan/…`, do not. */
const isApproved = ({ environment }: Job) => environment !== undefined && !environment.includes("plan/");

const usesApply = (job: Job) => JSON.stringify(job.steps.filter(isSignIn)).includes("identity.apply.");

/** Every rule, by what must hold. */
export const rules: Readonly<Record<string, Rule>> = {
  "nothing is permitted that a job does not ask for": ({ permissions = { all: "write" } }) => Object.keys(permissions),
  "every job says what it is permitted": jobsThat(({ permissions }) => permissions === undefined),
  "a job writes only where its work is writing": jobsThat((job) =>
    writes(job).some((name) => allowedWrites[name]?.(job) !== true),
  ),
  "a token for the clouds is asked for where a job signs in, and nowhere else": jobsThat(
    (job) => job.steps.some(isSignIn) !== writes(job).includes("id-token"),
  ),
  "whatever speaks to a cloud has signed in before": jobsThat((job) => {
    const [speaks, signs] = [job.steps.findIndex(onCloud), job.steps.findIndex(isSignIn)];
    return speaks >= 0 && (signs < 0 || signs > speaks);
  }),
  "the rights to change are given only within an environment, which can ask for approval": jobsThat(
    (job) => usesApply(job) && !isApproved(job),
  ),
  "what only looks has no rights to change": jobsThat((job) => usesApply(job) && !runsVerb(job, changing)),
  "what changes a cloud is within an environment, and holds a lock on what it changes": jobsThat(
    (job) => runsVerb(job, changing) && (!isApproved(job) || job.concurrency === undefined),
  ),
  "no change is broken off for a newer one": jobsThat(
    (job, { concurrency }) =>
      runsVerb(job, changing) && [job.concurrency, concurrency].some((lock) => lock?.["cancel-in-progress"] === true),
  ),
  "groups come from the environments as they are": jobsThat(({ strategy, needs }) => {
    const include = strategy?.matrix["include"];
    return (
      include !== undefined && !(include === "${{ fromJSON(needs.groups.outputs.groups) }}" && needs.includes("groups"))
    );
  }),
  "every job ends in time": jobsThat(
    (job) => !((job["timeout-minutes"] ?? 0) > 0 && (job["timeout-minutes"] ?? 0) <= 180),
  ),
  "nobody else's trigger runs with our rights": ({ on }) =>
    Object.keys(on).filter((trigger) => ["pull_request_target", "workflow_run", "issue_comment"].includes(trigger)),
  "an action is one commit or one image, whatever its tag becomes": stepsThat(
    ({ uses }) => uses !== undefined && !pinned.test(uses),
  ),
  "a pinned commit says which release it is": ({ text }) =>
    [...text.matchAll(/uses: (\S+@[0-9a-f]{40})(.*)/g)].flatMap(([, uses = "", comment = ""]) =>
      /^ # v\d+\.\d+\.\d+$/.test(comment) ? [] : [uses],
    ),
  "no credentials of git are left behind": stepsThat(
    (step) => isChecked(step) && step.with["persist-credentials"] !== false,
  ),
  "a script holds no value that somebody else wrote": stepsThat(({ run = "" }) => run.includes("${{")),
  "a script has three lines at most": stepsThat(({ run = "" }) => run.trim().split("\n").length > 3),
  "scripts end at the first failure, within a pipe too": (workflow) =>
    workflow.defaults?.run.shell === "bash" ? [] : ["defaults"],
  "no secret is kept at the host": ({ jobs }) =>
    [...JSON.stringify(jobs).matchAll(/secrets[.[]\W*(\w+)/g)].flatMap(([, name = ""]) =>
      name === "GITHUB_TOKEN" ? [] : [name],
    ),
  "a job that may write to the repository runs nothing of a pull request": jobsThat(
    (job, { on }) =>
      Object.hasOwn(on, "pull_request") &&
      writes(job).some((name) => !["id-token", "security-events"].includes(name)) &&
      job.steps.some((step) => isChecked(step) && step.with["ref"] !== "${{ github.event.pull_request.base.sha }}"),
  ),
  "a fork's pull request gets no identity": (workflow) =>
    Object.hasOwn(workflow.on, "pull_request")
      ? jobsOf(workflow).flatMap(([name, job]) => (job.steps.some(isSignIn) && !guarded(job, workflow) ? [name] : []))
      : [],
  "nothing of a preview is made before its mark, or loses it while anything is left": jobsThat((job, { jobs }) => {
    const isPreview = job.environment === "preview";
    const marks = job.needs.some((name) => jobs[name]?.steps.some(({ run }) => run?.includes(" --mark ") === true));
    const step = (text: string) => job.steps.findIndex(({ run }) => run?.includes(text) === true);
    const [asks, destroys, unmarks] = [step(" --expired "), step("understudy.js destroy "), step(" --unmark ")];
    const isLate = asks >= 0 && asks < destroys && destroys < unmarks;
    const isSure = job.steps.slice(asks, unmarks + 1).every((one) => one["continue-on-error"] !== true);
    const isConditional = (job.steps[unmarks]?.if ?? job.steps[destroys]?.if) !== undefined;
    return (
      (isPreview && runsVerb(job, ["deploy"]) && !marks) ||
      (runsVerb(job, ["destroy"]) && !(isPreview && isLate && isSure && !isConditional))
    );
  }),
  "what makes a preview and what ends it hold one lock": ({ concurrency, jobs }) =>
    Object.entries(jobs).flatMap(([name, job]) => {
      if (job.environment !== "preview") return [];
      const group = runsVerb(job, ["destroy"]) ? job.concurrency?.group : concurrency?.group;
      return /^sites-(?:pr-\$\{\{ github\.event\.pull_request\.number \}\}|\$\{\{ matrix\.environment \}\})$/.test(
        group ?? "",
      )
        ? []
        : [name];
    }),
  "every job signs in the same way": (workflow) => {
    const matrixed = jobsOf(workflow).filter(([, job]) => job.steps.filter(isSignIn).length > 1);
    return matrixed.flatMap(([name, job]) => (signInText(job) === usualSignIn ? [] : [name]));
  },
};

const ownOnly = "github.event.pull_request.head.repo.full_name == github.repository";

/** Whether a job runs for pull requests of this repository alone: by its own condition, or by that of one it needs. */
function guarded(job: Job, workflow: Workflow): boolean {
  if (job.if?.includes(ownOnly) === true) return true;
  return job.needs.some((name) => {
    const needed = workflow.jobs[name];
    return needed !== undefined && guarded(needed, workflow);
  });
}

const usualSignIn = JSON.stringify([
  {
    if: "matrix.cloud == 'aws'",
    uses: "aws-actions/configure-aws-credentials@8df5847569e6427dd6c4fb1cf565c83acfa8afa7",
    with: { "role-to-assume": "${{ role }}", "aws-region": "${{ matrix.region }}" },
    env: {},
  },
  {
    if: "matrix.cloud == 'gcp'",
    uses: "google-github-actions/auth@7c6bc770dae815cd3e89ee6cdf493a5fab2cc093",
    with: { workload_identity_provider: "${{ provider }}" },
    env: {},
  },
  {
    if: "matrix.cloud == 'azure'",
    uses: "azure/login@a457da9ea143d694b1b9c7c869ebb04ebe844ef5",
    with: { "client-id": "${{ client }}", "tenant-id": "${{ tenant }}", "subscription-id": "${{ subscription }}" },
    env: {},
  },
]);
