import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { Cloud } from "../../../modules/core/cloud";
import type { Finding, ReviewedPlan, RuleId, Subject } from "../../../modules/review/contract";
import { readReviewedPlan } from "../../../modules/review/plan/read";
import { examine } from "../../../modules/review/rules";
import { CloudWorkspace } from "../../support/cloud";
import { born } from "../../support/switches";
import type { StackJson } from "../../support/synthesis";
import { all, type Edit } from "./edit";

/** What people would do to a stack, and should not. */
export interface Danger {
  readonly title: string;
  readonly rule: RuleId;
  readonly edit: Edit;
  readonly address: string;
  readonly attribute: string;
}

/** What people do to a stack every day. */
export interface Harmless {
  readonly title: string;
  readonly edit: Edit;
  /** The resource in whose plan it must be seen. */
  readonly address: string;
}

/** @param at - where it must be found; by default where the edit is */
export function danger(
  title: string,
  rule: RuleId,
  edit: Edit,
  [address, attribute = ""]: readonly [address: string, attribute?: string] = [edit.address, edit.attribute],
): Danger {
  return { title, rule, edit, address, attribute };
}

/** @param address - where its plan must be seen to change something; by default where the edit is */
export function harmless(title: string, edit: Edit, address = edit.address): Harmless {
  return { title, edit, address };
}

/** What is planted in one stack. */
export interface Plot {
  /** `virginia`, `state`, `traffic` */
  readonly stack: string;
  /** What the stack has besides what synthesis gives it, so that there is something to lose. */
  readonly first?: Edit;
  /** Each list is planned at once: nothing in it may stand in another's way. */
  readonly dangers: readonly (readonly Danger[])[];
  /** What Terraform itself would refuse to plan, or cannot: judged by the stack alone. */
  readonly unplanned?: readonly Danger[];
  readonly harmless: readonly Harmless[];
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly plan: ReviewedPlan;
}

const blocking = ({ weight }: Finding) => weight === "blocks";

/** Deploys stacks of staging once, plans what is planted in them with real Terraform, and expects the rules to tell. */
export function plant(cloud: Cloud, plots: readonly Plot[]): void {
  // Every Terraform run takes seconds on a machine that is busy.
  jest.setTimeout(300_000);
  const stage = new CloudWorkspace();
  const judged = new Map<Edit, Judged>();
  const births = new Map<string, readonly Finding[]>();
  const stacks = born.find(({ environment }) => environment === "staging")?.stacks ?? new Map<string, StackJson>();

  const nameOf = ({ stack }: Plot) => `staging-${cloud}-${stack}`;
  const deployed = (plot: Plot): StackJson => {
    const json = stacks.get(nameOf(plot));
    if (json === undefined) throw new Error(`there is no ${nameOf(plot)}`);
    return plot.first?.apply(json) ?? json;
  };

  async function judge(plot: Plot, planted: readonly { readonly edit: Edit }[]): Promise<void> {
    const [name, base] = [nameOf(plot), deployed(plot)];
    const head = all(...planted.map(({ edit }) => edit)).apply(base);
    stage.rewrite(name, head);
    const plan = readReviewedPlan(await stage.planText(name), name);
    const subject: Subject = { stack: name, base, head, plan };
    const findings = examine(subject);
    for (const { edit } of planted) judged.set(edit, { findings, plan });
  }

  beforeAll(async () => {
    await stage.open();
    for (const plot of plots) {
      const [name, json] = [nameOf(plot), deployed(plot)];
      await stage.write(name, json);
      const plan = readReviewedPlan(await stage.planText(name), name);
      births.set(name, examine({ stack: name, base: undefined, head: json, plan }));
      await stage.applyPlanned(name);
      for (const group of [...plot.dangers, plot.harmless]) if (group.length > 0) await judge(plot, group);
    }
  });
  afterAll(() => {
    stage.close();
  });

  describe.each(plots.map((plot) => [nameOf(plot), plot] as const))("%s", (name, plot) => {
    test("passes when it is new: another site is no danger", () => {
      expect(births.get(name)?.filter(blocking)).toEqual([]);
    });

    test.each(plot.dangers.flat())("is blocked when $title", ({ edit, rule, address, attribute }) => {
      const found = (judged.get(edit)?.findings ?? [])
        .filter(blocking)
        .filter((finding) => finding.address === address)
        .map((finding) => ({ rule: finding.rule, attribute: finding.attribute }));
      expect(found).toContainEqual({ rule, attribute });
    });

    // Jest takes an empty table for a mistake.
    const { unplanned = [] } = plot;
    if (unplanned.length > 0)
      test.each(unplanned)("is blocked when $title", ({ edit, rule, address, attribute }) => {
        const base = deployed(plot);
        const findings = examine({ stack: name, base, head: edit.apply(base), plan: undefined });
        expect(findings).toContainEqual(expect.objectContaining({ rule, address, attribute, weight: "blocks" }));
      });

    test.each(plot.harmless)("passes when $title", ({ edit, address }) => {
      const { findings = [], plan } = judged.get(edit) ?? {};
      const seen = plan?.changes.map((change) => change.address) ?? [];
      expect(seen).toContain(address);
      expect(findings.filter((finding) => blocking(finding) && finding.address === address)).toEqual([]);
    });

    test("passes with all that is harmless at once", () => {
      const [one] = plot.harmless;
      const findings = one === undefined ? [] : judged.get(one.edit)?.findings;
      expect(findings?.filter(blocking)).toEqual([]);
    });
  });
}
