import type { Service } from "../behaviour";
import { refusal } from "../lookups";
import { textOf, textsAt } from "../values";
import { notFound } from "./errors";
import { nearest, uuid } from "./ids";
import { named } from "./named";

const workspaceType = "azurerm_log_analytics_workspace";
const settingType = "azurerm_monitor_diagnostic_setting";

/** What is measured and written down, and whom it tells. Alerts and their receivers are global. */
export const monitor: Service = {
  [workspaceType]: named(
    { type: workspaceType, id: "{group}/providers/Microsoft.OperationalInsights/workspaces/{name}" },
    {
      gives: (asked, context) => ({
        workspace_id: uuid(context, "workspace", textOf(asked, "resource_group_name"), textOf(asked, "name")),
        local_authentication_disabled: asked["local_authentication_enabled"] === false,
        local_authentication_enabled: asked["local_authentication_disabled"] !== true,
        retention_in_days: 30,
        sku: "PerGB2018",
        // There are no keys: nothing here could be reached with them.
        primary_shared_key: "",
        secondary_shared_key: "",
      }),
    },
  ),

  [settingType]: named(
    {
      type: settingType,
      id: "{target_resource_id}|{name}",
      names: ["log_analytics_workspace_id"],
      within: "target_resource_id",
    },
    {
      gives: () => ({ log_analytics_destination_type: "", enabled_metric: [], metric: [] }),
      refuses: (asked, context) => {
        const target = textOf(asked, "target_resource_id");
        return nearest(context, target) === undefined ? notFound(target) : undefined;
      },
    },
  ),

  azurerm_monitor_action_group: named({
    type: "azurerm_monitor_action_group",
    id: "{group}/providers/Microsoft.Insights/actionGroups/{name}",
  }),

  azurerm_monitor_metric_alert: named(
    {
      type: "azurerm_monitor_metric_alert",
      id: "{group}/providers/Microsoft.Insights/metricAlerts/{name}",
      names: ["action.action_group_id"],
    },
    {
      region: () => null,
      gives: () => ({ target_resource_location: "", target_resource_type: "" }),
      refuses: (asked, context) =>
        refusal(
          textsAt(asked, ["scopes"])
            .filter((scope) => nearest(context, scope)?.id !== scope)
            .map(notFound),
        ),
    },
  ),
};
