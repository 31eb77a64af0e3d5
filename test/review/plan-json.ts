/** A resource in a plan, as a test writes it. */
export interface Written {
  readonly address: string;
  readonly mode?: "managed" | "data";
  readonly actions?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly marks?: { readonly before?: unknown; readonly after?: unknown };
  readonly forcedBy?: readonly (readonly (string | number)[])[];
  readonly reason?: string;
  readonly movedFrom?: string;
  readonly imported?: boolean;
}

function resource(written: Written) {
  const {
    address,
    mode = "managed",
    actions = ["update"],
    before = null,
    after = null,
    unknown = {},
    marks = {},
    forcedBy,
  } = written;
  return {
    address,
    mode,
    type: address.slice(0, address.indexOf(".")),
    ...(written.reason !== undefined && { action_reason: written.reason }),
    ...(written.movedFrom !== undefined && { previous_address: written.movedFrom }),
    change: {
      actions,
      before,
      after,
      after_unknown: unknown,
      before_sensitive: marks.before ?? {},
      after_sensitive: marks.after ?? {},
      ...(written.imported === true && { importing: { id: "there" } }),
      ...(forcedBy !== undefined && { replace_paths: forcedBy }),
    },
  };
}

/** A plan in Terraform's JSON. */
export function planJson(
  changes: readonly Written[],
  more: Readonly<Record<string, unknown>> = {},
  drift: readonly Written[] = [],
): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: {} },
    resource_changes: changes.map(resource),
    resource_drift: drift.map(resource),
    ...more,
  });
}
