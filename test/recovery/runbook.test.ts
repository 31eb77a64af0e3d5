import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { production } from "../../environments/production";
import { parsed } from "../support/environments";
import { fencesOf, proseOf } from "../support/documents";
import { root } from "../support/planted";
import { after, pairs, planned } from "../support/recovery";
import { currentRunbooks } from "../support/runbooks";
import { synthesizeEnvironment } from "../support/synthesis";

const pages = Object.entries(currentRunbooks()).map(([name, text]) => ({ path: `docs/runbooks/${name}.md`, text }));

describe.each(pages)("$path", ({ path, text }) => {
  test("says what is planned today; otherwise run `npm run runbooks`", () => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });

  test("has commands that a shell can read", () => {
    const code = fencesOf({ path, text }).map((fence) => fence.code);
    expect(code.length).toBeGreaterThan(0);
    const { status, stderr } = spawnSync("bash", ["-n"], { input: code.join("\n"), encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("leads to sections that it has", () => {
    const headings = [...proseOf({ path, text }).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );
    expect(new Set(headings).size).toBe(headings.length);
    for (const [, target] of text.matchAll(/\]\(#([^)]*)\)/g)) expect(headings).toContain(target);
  });

  test("has nothing that was not filled in", () => {
    expect(text).not.toMatch(/undefined|\bNaN\b|\[object|(?<!\/dev\/)\bnull\b|\b1 minutes/);
  });
});

const textOf = (name: string) => pages.find(({ path }) => path.endsWith(`/${name}.md`))?.text ?? "";

/** The part of a page below a heading. */
const section = (text: string, heading: string) => text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";

const inProduction = pairs.filter(({ environment }) => environment.name === "production");

test("every step of every plan of production is on a page, by its number, with its command", () => {
  for (const { environment, group } of inProduction) {
    const failover = planned(environment, group, { intent: "failover" });
    const lost = after(environment, failover);
    const written = [
      { text: textOf("failover"), plan: failover },
      { text: textOf("drill"), plan: planned(environment, group, { intent: "switchover" }) },
      { text: textOf("failback"), plan: planned(lost, group, { intent: "rejoin" }) },
      { text: textOf("failback"), plan: planned(lost, group, { intent: "rebuild" }) },
    ];
    for (const { text, plan } of written)
      plan.steps.forEach(({ title, id, byHand, doneWhen }, index) => {
        expect(text).toContain(`**${index + 1}. ${title}** (\`${id}\`)`);
        expect(text).toContain(byHand);
        for (const part of doneWhen.split("\n")) expect(text).toContain(part);
      });
  }
});

test("where nobody must stop, the page says so, and where one may, it says how the group stands then", () => {
  for (const { environment, group, cloud } of inProduction) {
    const plan = planned(environment, group, { intent: "failover" });
    const title = { aws: "AWS", gcp: "GCP", azure: "Azure" }[cloud];
    const text = section(textOf("failover"), `${title}: ${plan.from.site} is lost`);
    expect(text.split("**Do not stop here.**").length - 1).toBe(
      plan.steps.filter(({ safePoint }) => safePoint === null).length,
    );
    expect(text.split("You can stop here: ").length - 1).toBe(
      plan.steps.filter(({ safePoint }) => safePoint !== null).length,
    );
  }
});

test("whichever site of a pair is lost, the page has the commands for it, and none goes to its region", () => {
  for (const { environment, group, cloud } of inProduction) {
    const title = { aws: "AWS", gcp: "GCP", azure: "Azure" }[cloud];
    const sites = environment.groups.filter(({ name }) => name === group).flatMap((found) => [...found.sites]);
    for (const { name, region } of sites) {
      const text = section(textOf("failover"), `${title}: ${name} is lost`);
      expect(text).not.toBe("");
      expect(text).not.toMatch(new RegExp(`region[ =]${region}\\b`));
    }
  }
});

describe("what the commands name is what is deployed", () => {
  const json = JSON.stringify([...synthesizeEnvironment(parsed(production)).values()]);
  const commands = pages.map(({ text }) => text).join("\n");
  const unknown = (names: readonly string[]) => names.filter((name) => !json.includes(`"${name}"`));

  test.each([
    "--cluster-name ",
    "--nodegroup-name ",
    "--node-pool ",
    "--global-cluster-identifier ",
    "--db-cluster-identifier arn:aws:rds:us-east-1:333344445555:cluster:",
    "--profile-name ",
    "--resource-group ",
    "--name ",
    "--server-name ",
    "gcloud sql instances describe ",
    "gcloud container clusters update ",
    "/managedZones/",
  ])("%s", (flag) => {
    const found = [...commands.matchAll(new RegExp(`${flag}([a-z][\\w-]*)`, "g"))].map(([, name = ""]) => name);
    expect(found.length).toBeGreaterThan(0);
    expect(unknown([...new Set(found)].filter((name) => !name.endsWith("-g2")))).toEqual([]);
  });

  test("a name that nobody deploys is noticed", () => {
    expect(unknown(["production-aws-oregon", "production-aws-oregn"])).toEqual(["production-aws-oregn"]);
  });
});
