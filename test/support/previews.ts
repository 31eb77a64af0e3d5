import { development } from "../../environments/development";
import { preview } from "../../environments/preview";
import { type Cloud, clouds } from "../../modules/core/cloud";
import type { GroupDefinition } from "../../modules/core/environment";
import type { PreviewTemplate } from "../../modules/core/preview";

/** Development has one site a cloud, as a preview has. */
const groupOn = (cloud: Cloud): Readonly<Record<string, GroupDefinition>> =>
  Object.fromEntries(Object.entries(development.groups).filter(([, group]) => group.cloud === cloud));

/** The project's own template, but on one cloud. */
export const templateOn = (cloud: Cloud): PreviewTemplate => ({ ...preview, groups: groupOn(cloud) });

/** One template a cloud, and all in one. */
export const templates: readonly (readonly [string, PreviewTemplate])[] = [
  ...clouds.map((cloud) => [cloud, templateOn(cloud)] as const),
  ["all clouds", { ...preview, groups: development.groups }],
];
