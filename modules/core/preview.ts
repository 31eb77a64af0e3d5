import type { EnvironmentDefinition } from "./environment";
import { defineEnvironment } from "./environment";

/**
 * What every preview is made after: one small site, whose name is that of the environment which keeps the previews' state.
 * Its `dataClass` says what a preview may hold, and its domain is that below which each preview has its own.
 */
export type PreviewTemplate = Omit<EnvironmentDefinition, "lifetime" | "stores" | "delivery">;

/** Declares the template; the compiler checks what {@link defineEnvironment} lets it check. */
export const definePreview: <const E extends PreviewTemplate>(
  template: Parameters<typeof defineEnvironment<E>>[0],
) => PreviewTemplate = defineEnvironment;

/** The environment of one pull request. That it is whole and may exist is for `parseEnvironment` to say. */
export function previewOf(template: PreviewTemplate, number: number): EnvironmentDefinition {
  const name = `pr-${number}`;
  return { ...template, name, domain: `${name}.${template.domain}`, lifetime: "disposable", stores: template.name };
}
