import { z } from "zod";
import type { Fields } from "../../protocol/values";
import { type Context, type Operation, Refusal, type Service } from "../behaviour";
import { blockOf, numberOf } from "../lookups";
import { textOf } from "../values";
import { azureError, imported, notFound } from "./errors";
import { groupId } from "./ids";
import { named } from "./named";

const profileType = "azurerm_traffic_manager_profile";
const endpointType = "azurerm_traffic_manager_external_endpoint";

function siblings(asked: Fields, { things }: Context) {
  return things(endpointType).filter(
    ({ attributes }) =>
      textOf(attributes, "profile_id") === textOf(asked, "profile_id") &&
      textOf(attributes, "name") !== textOf(asked, "name"),
  );
}

/** Two endpoints of a profile never have the same priority. */
function priorityTrouble(asked: Fields, context: Context): string | undefined {
  const own = numberOf(asked, "priority");
  const other = siblings(asked, context).find(({ attributes }) => numberOf(attributes, "priority") === own);
  return own > 0 && other !== undefined
    ? azureError(
        400,
        "BadRequest",
        `The endpoints '${textOf(asked, "name")}' and '${textOf(other.attributes, "name")}' have the same priority ${own}. Each endpoint of a profile needs another.`,
      )
    : undefined;
}

/** Profiles and endpoints: global, answered by a data plane that no region's outage takes. */
export const trafficmanager: Service = {
  [profileType]: named(
    { type: profileType, id: "{group}/providers/Microsoft.Network/trafficManagerProfiles/{name}" },
    {
      region: () => null,
      gives: (asked) => ({ fqdn: `${textOf(blockOf(asked, "dns_config"), "relative_name")}.trafficmanager.net` }),
      refuses: (asked, { things }, before) => {
        const name = textOf(blockOf(asked, "dns_config"), "relative_name");
        const isTaken = things(profileType).some(
          ({ attributes, id }) =>
            id !== textOf(before ?? {}, "id") && textOf(blockOf(attributes, "dns_config"), "relative_name") === name,
        );
        return isTaken
          ? azureError(
              409,
              "Conflict",
              `Domain name ${name}.trafficmanager.net already exists. Please choose a different DNS prefix.`,
            )
          : undefined;
      },
    },
  ),

  [endpointType]: named(
    { type: endpointType, id: "{profile_id}/externalEndpoints/{name}", names: ["profile_id"] },
    {
      region: () => null,
      gives: (asked, context) => ({
        endpoint_location: "",
        priority:
          1 + Math.max(0, ...siblings(asked, context).map(({ attributes }) => numberOf(attributes, "priority"))),
      }),
      unique: (asked) => {
        const id = `${textOf(asked, "profile_id")}/externalEndpoints/${textOf(asked, "name")}`;
        return { key: id, taken: imported(endpointType, id) };
      },
      refuses: priorityTrouble,
    },
  ),
};

type Given = Readonly<Record<string, string>>;

const takes = {
  subscription: "",
  resourceGroup: "the profile's group",
  profile: "",
  endpoint: "the endpoint",
} as const;

function endpointOf(given: Given, context: Context) {
  const { subscription = "", resourceGroup = "", profile = "", endpoint = "" } = given;
  const place = { ...context.place, account: subscription };
  const id = `${groupId({ place }, resourceGroup)}/providers/Microsoft.Network/trafficManagerProfiles/${profile}/externalEndpoints/${endpoint}`;
  const found = context.find(endpointType, id);
  if (found === undefined) throw new Refusal(notFound(id));
  return found;
}

const propertiesShape = z.object({
  endpointStatus: z.enum(["Enabled", "Disabled"]).optional(),
  priority: z.number().int().min(1).max(1000).optional(),
});

const shown = (attributes: Fields) => ({
  name: textOf(attributes, "name"),
  properties: {
    endpointStatus: attributes["enabled"] === false ? "Disabled" : "Enabled",
    priority: numberOf(attributes, "priority"),
  },
});

/** Takes an endpoint in or out, or moves it in the order. What is not given stays. */
const update: Operation = {
  takes: { ...takes, properties: "JSON: endpointStatus, priority" },
  region: () => null,
  run: async (given, context) => {
    const { id, attributes: before } = endpointOf(given, context);
    const { endpointStatus, priority } = propertiesShape.parse(JSON.parse(given["properties"] ?? "{}"));
    const attributes = {
      ...(endpointStatus !== undefined && { enabled: endpointStatus === "Enabled" }),
      ...(priority !== undefined && { priority }),
    };
    const trouble = priorityTrouble({ ...before, ...attributes }, context);
    if (trouble !== undefined) throw new Refusal(trouble);
    await context.change([{ type: endpointType, id, attributes }]);
    return shown({ ...before, ...attributes });
  },
};

/** What the Traffic Manager API does to endpoints. */
export const trafficManagerOperations: Readonly<Record<string, Operation>> = {
  "trafficmanager:endpoints.get": {
    takes,
    looks: true,
    region: () => null,
    run: (given, context) => Promise.resolve(shown(endpointOf(given, context).attributes)),
  },
  "trafficmanager:endpoints.update": update,
};
