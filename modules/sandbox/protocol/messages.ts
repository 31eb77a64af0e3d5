import type { WireSchema } from "./schema";
import type { DynamicValue } from "./values";

/** One step of a path to an attribute. */
export type Step = { readonly attribute_name: string } | { readonly element_key_int: number };

/** Something that Terraform shows to people; an error stops it. */
export interface Diagnostic {
  readonly severity: "ERROR" | "WARNING";
  readonly summary: string;
  readonly detail?: string;
}

/** Anything that can go wrong is told so. */
interface Told {
  readonly diagnostics?: readonly Diagnostic[];
}

/** A request about a type. */
interface Typed {
  readonly type_name: string;
}

/** A request about a configured body. */
interface Configured extends Typed {
  readonly config: DynamicValue;
}

/** The calls of plugin protocol 6 that a provider here answers: request and response of each, as they travel. */
export interface Calls {
  readonly GetProviderSchema: [
    object,
    Told & {
      readonly provider: WireSchema;
      readonly resource_schemas: Readonly<Record<string, WireSchema>>;
      readonly data_source_schemas: Readonly<Record<string, WireSchema>>;
      readonly ephemeral_resource_schemas: Readonly<Record<string, WireSchema>>;
    },
  ];
  readonly ValidateProviderConfig: [{ readonly config: DynamicValue }, Told];
  readonly ValidateResourceConfig: [Configured, Told];
  readonly ValidateDataResourceConfig: [Configured, Told];
  readonly ValidateEphemeralResourceConfig: [Configured, Told];
  readonly ConfigureProvider: [{ readonly config: DynamicValue }, Told];
  readonly UpgradeResourceState: [
    Typed & { readonly raw_state: DynamicValue },
    Told & { readonly upgraded_state?: DynamicValue },
  ];
  readonly ReadResource: [
    Typed & { readonly current_state: DynamicValue },
    Told & { readonly new_state?: DynamicValue },
  ];
  readonly PlanResourceChange: [
    Configured & { readonly prior_state: DynamicValue; readonly proposed_new_state: DynamicValue },
    Told & {
      readonly planned_state?: DynamicValue;
      readonly requires_replace?: readonly { readonly steps: readonly Step[] }[];
      readonly legacy_type_system?: boolean;
    },
  ];
  readonly ApplyResourceChange: [
    Configured & { readonly prior_state: DynamicValue; readonly planned_state: DynamicValue },
    Told & { readonly new_state?: DynamicValue; readonly legacy_type_system?: boolean },
  ];
  readonly ImportResourceState: [
    Typed & { readonly id: string },
    Told & { readonly imported_resources?: readonly { readonly type_name: string; readonly state: DynamicValue }[] },
  ];
  readonly ReadDataSource: [Configured, Told & { readonly state?: DynamicValue }];
  readonly OpenEphemeralResource: [Configured, Told & { readonly result?: DynamicValue }];
  readonly CloseEphemeralResource: [Typed, Told];
  readonly StopProvider: [object, { readonly Error: string }];
}

/**
 * A provider: one answer to each call. Terraform keeps one connection for each provider block of a configuration, so that
 * `connection` tells whose configuration a call stands under.
 */
export type Answers = {
  readonly [Name in keyof Calls]: (
    request: Calls[Name][0],
    connection: string,
  ) => Calls[Name][1] | Promise<Calls[Name][1]>;
};
