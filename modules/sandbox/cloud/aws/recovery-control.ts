import { z } from "zod";
import type { Fields, Value } from "../../protocol/values";
import { type Context, type Operation, Refusal, type Service, type Thing } from "../behaviour";
import { blockOf } from "../lookups";
import { textOf, textsAt } from "../values";
import { apiError, errorsOf } from "./errors";
import { gateState, gateType } from "./gates";
import { naming } from "./lookups";
import { globalArn, lastOfArn, uuid } from "./names";

/** Where everything is configured (Application Recovery Controller's endpoints). */
const configuredIn = "us-west-2";

/** Where a cluster can be asked and told which gates are open: any of five regions will do. */
const dataPlane = ["us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1", "ap-southeast-2"] as const;

const types = {
  cluster: "aws_route53recoverycontrolconfig_cluster",
  panel: "aws_route53recoverycontrolconfig_control_panel",
  rule: "aws_route53recoverycontrolconfig_safety_rule",
} as const;

const service = "Route53 Recovery Control Config";
const doing = (what: string, call: string) => errorsOf(`creating ${service} ${what}`, `${service}: ${call}`);
const creatingPanel = doing("Control Panel", "CreateControlPanel");
const creatingControl = doing("Routing Control", "CreateRoutingControl");
const creatingRule = doing("Safety Rule", "CreateSafetyRule");

const hex = (length: number) => uuid({}).replaceAll("-", "").slice(0, length);

function named(resource: string, asked: Fields, context: Context): Fields {
  const arn = textOf(asked, "id") || globalArn("route53-recovery-control", resource, context);
  return { id: arn, arn, status: "DEPLOYED" };
}

const inPanel = (asked: Fields, kind: string) =>
  `controlpanel/${lastOfArn(textOf(asked, "control_panel_arn"))}/${kind}/${hex(16)}`;

function byName(asked: Fields, within: string, error: ReturnType<typeof errorsOf>) {
  const [name, place] = [textOf(asked, "name"), textOf(asked, within)];
  return { key: `${place} ${name}`, taken: error("ConflictException", `${name} already exists`) };
}

const missing = (error: ReturnType<typeof errorsOf>) => (arn: string) =>
  error("ResourceNotFoundException", `${arn} not found`);

/** What a panel's safety rules say of states that gates would have. */
function broken(context: Context, states: ReadonlyMap<string, string>): Thing | undefined {
  return context.things(types.rule).find(({ attributes }) => {
    const gates = textsAt(attributes, ["asserted_controls"]);
    if (!gates.some((gate) => states.has(gate))) return false;
    const open = gates.filter((gate) => (states.get(gate) ?? stateOf(context, gate)) === "On").length;
    const rule = blockOf(attributes, "rule_config");
    const threshold = rule["threshold"];
    const least = { AND: gates.length, OR: 1, ATLEAST: typeof threshold === "number" ? threshold : 0 };
    const isMet = open >= (Object.entries(least).find(([type]) => type === rule["type"])?.[1] ?? 0);
    return isMet === (rule["inverted"] === true);
  });
}

const gateOf = (context: Context, arn: string) => naming(context, gateType, "arn", arn)[0];

/** A gate is born shut. */
function stateOf(context: Context, arn: string): string {
  const gate = gateOf(context, arn)?.attributes ?? {};
  return textOf(gate, gateState) || "Off";
}

const entriesShape = z.array(z.object({ RoutingControlArn: z.string(), RoutingControlState: z.enum(["On", "Off"]) }));

/** Opens and shuts gates: all that are named, or none. */
const update: Operation = {
  takes: {
    UpdateRoutingControlStateEntries: "JSON: a list of RoutingControlArn and RoutingControlState, On or Off",
  },
  // Without a region any of the five is meant, of which one answers.
  region: ({ region }) => region ?? null,
  run: async (given, context) => {
    const call = "Route53 Recovery Cluster: UpdateRoutingControlStates";
    const refuse = (code: string, says: string) => new Refusal(apiError({ doing: "", call, code, says }));
    const entries = entriesShape.parse(JSON.parse(given["UpdateRoutingControlStateEntries"] ?? "[]"));
    const states = new Map(entries.map((entry) => [entry.RoutingControlArn, entry.RoutingControlState]));
    const gates = [...states.keys()].map((arn) => {
      const gate = gateOf(context, arn);
      if (gate === undefined) throw refuse("ResourceNotFoundException", `Routing control ${arn} not found`);
      return gate;
    });
    const rule = broken(context, states);
    if (rule !== undefined)
      throw refuse("ConflictException", `Safety rule ${textOf(rule.attributes, "name")} (${rule.id}) is violated`);
    await context.change(
      gates.map(({ type, id, attributes }) => ({
        type,
        id,
        attributes: { [gateState]: states.get(textOf(attributes, "arn")) ?? "Off" },
      })),
    );
    return {};
  },
};

const list: Operation = {
  takes: {},
  looks: true,
  region: ({ region }) => region ?? null,
  run: (_, context): Promise<Value> =>
    Promise.resolve({
      RoutingControls: context.things(gateType).map(({ attributes }) => ({
        ControlPanelArn: textOf(attributes, "control_panel_arn"),
        RoutingControlArn: textOf(attributes, "arn"),
        RoutingControlName: textOf(attributes, "name"),
        RoutingControlState: textOf(attributes, gateState) || "Off",
      })),
    }),
};

/** Works gates. Which are open is told and asked through the data plane, and is no attribute of Terraform's. */
export const recoveryControlOperations: Readonly<Record<string, Operation>> = {
  "route53-recovery-cluster:ListRoutingControls": list,
  "route53-recovery-cluster:UpdateRoutingControlStates": update,
};

/** Clusters of Application Recovery Controller, their panels, gates (routing controls) and safety rules. */
export const recoveryControl: Service = {
  [types.cluster]: {
    region: () => configuredIn,
    gives: (asked, context) => ({
      ...named(`cluster/${uuid({})}`, asked, context),
      cluster_endpoints: dataPlane.map((region) => ({
        endpoint: `https://${hex(8)}.route53-recovery-cluster.${region}.amazonaws.com/v1`,
        region,
      })),
      network_type: "IPV4",
    }),
    unique: (asked) => byName(asked, "", doing("Cluster", "CreateCluster")),
    keeps: (there, context) =>
      naming(context, types.panel, "cluster_arn", textOf(there, "arn")).length === 0
        ? undefined
        : errorsOf(`deleting ${service} Cluster (${textOf(there, "arn")})`, `${service}: DeleteCluster`)(
            "ConflictException",
            "Cluster cannot be deleted, it has control panels",
          ),
  },
  [types.panel]: {
    region: () => configuredIn,
    gives: (asked, context) => ({
      ...named(`controlpanel/${hex(32)}`, asked, context),
      default_control_panel: false,
      routing_control_count: 0,
    }),
    unique: (asked) => byName(asked, "cluster_arn", creatingPanel),
    refers: { cluster_arn: { type: types.cluster, missing: missing(creatingPanel) } },
    reads: (there, _, context) => ({
      ...there,
      routing_control_count: naming(context, gateType, "control_panel_arn", textOf(there, "arn")).length,
    }),
  },
  [gateType]: {
    region: () => configuredIn,
    gives: (asked, context) => named(inPanel(asked, "routingcontrol"), asked, context),
    unique: (asked) => byName(asked, "control_panel_arn", creatingControl),
    refers: {
      cluster_arn: { type: types.cluster, missing: missing(creatingControl) },
      control_panel_arn: { type: types.panel, missing: missing(creatingControl) },
    },
    keeps: (there, context) =>
      naming(context, types.rule, "asserted_controls", textOf(there, "arn")).length === 0
        ? undefined
        : errorsOf(`deleting ${service} Routing Control`, `${service}: DeleteRoutingControl`)(
            "ConflictException",
            "Routing control is used by a safety rule",
          ),
  },
  [types.rule]: {
    region: () => configuredIn,
    gives: (asked, context) => named(inPanel(asked, "safetyrule"), asked, context),
    unique: (asked) => byName(asked, "control_panel_arn", creatingRule),
    refers: {
      control_panel_arn: { type: types.panel, missing: missing(creatingRule) },
      asserted_controls: { type: gateType, missing: missing(creatingRule) },
    },
  },
};
