import { randomUUID } from "node:crypto";
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { InvalidInput, oneOf, type Problem } from "../core/problems";
import type { GroupRoles } from "../core/roles";
import { groupRolesShape, shape } from "../core/shapes";
import { changedRoles, type RolesChange } from "./plan/standing";
import { openAppendable, syncFolder } from "./run/disk";

/** As wide as a line of the project may be. */
const width = 120;

/** JSON as prettier writes it: objects over several lines, a list on one where it fits. */
function lines(value: unknown, indent: string, before: number): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => lines(item, inner, inner.length));
    const flat = `[${items.join(", ")}]`;
    if (!flat.includes("\n") && before + flat.length < width) return flat;
    return `[\n${items.map((item) => inner + item).join(",\n")}\n${indent}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) => {
    const name = `${inner}${JSON.stringify(key)}: `;
    return name + lines(field, inner, name.length);
  });
  return fields.length === 0 ? "{}" : `{\n${fields.join(",\n")}\n${indent}}`;
}

/** The text of a roles file, as prettier leaves it. */
export function rolesText(content: Readonly<Record<string, unknown>>): string {
  return `${lines(content, "", 0)}\n`;
}

function refuse(path: string, message: string): never {
  const problem: Problem = { path, message };
  throw new InvalidInput([problem]);
}

function readContent(file: string): Readonly<Record<string, unknown>> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1).join() : String(error);
    return refuse(basename(file), `cannot be read as roles (${reason}); restore it from version control`);
  }
}

/** The roles of one group, as a file has them now. @throws InvalidInput when the file or the group's part of it is not in order */
export function readRoles(file: string, group: string): GroupRoles {
  const content = readContent(file);
  if (!Object.hasOwn(content, group))
    return refuse(basename(file), `has no group "${group}", but ${oneOf(Object.keys(content))}; name one of them`);
  const { value, problems } = shape(groupRolesShape, content[group], `${basename(file)}.${group}`, "roles");
  if (value === undefined) throw new InvalidInput(problems);
  return value;
}

/** Whoever reads the file sees all of the old text or all of the new one, even when the power fails in between. */
function replaceFile(link: string, text: string): void {
  const file = realpathSync(link);
  const beside = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  try {
    const whole = openAppendable(beside, 0);
    try {
      chmodSync(beside, statSync(file).mode);
      whole.append(text);
    } finally {
      whole.close();
    }
    renameSync(beside, file);
    syncFolder(dirname(file));
  } finally {
    rmSync(beside, { force: true });
  }
}

/**
 * Writes one group's roles into `<environment>.roles.json`: whole or not at all, on disk when it returns. The other groups,
 * and the order of everything, stay as they are. A file that says so already is not touched.
 * @throws InvalidInput when the file is not in order; nothing has been written then
 */
export function writeRoles(file: string, group: string, roles: GroupRoles): void {
  const before = readRoles(file, group);
  const names = [...new Set([...Object.keys(before.sites), ...Object.keys(roles.sites)])];
  const sites = names.flatMap((name) => {
    const lineage = roles.sites[name];
    return lineage === undefined ? [] : [[name, { generation: lineage.generation, source: lineage.source }] as const];
  });
  const ours = { active: roles.active, fenced: roles.fenced, sites: Object.fromEntries(sites) };
  const text = rolesText({ ...readContent(file), [group]: ours });
  if (text !== readFileSync(file, "utf8")) replaceFile(file, text);
}

/**
 * Applies a plan's change to one group's roles. Applied twice, it is as if applied once.
 * @returns the roles that are in the file now
 * @throws InvalidInput when the file is not in order; nothing has been written then
 */
export function applyRoles(file: string, group: string, change: RolesChange): GroupRoles {
  const roles = changedRoles(readRoles(file, group), change);
  writeRoles(file, group, roles);
  return roles;
}

/**
 * Whether a plan's change to one group's roles has been applied.
 * @throws InvalidInput when the file is not in order
 */
export function isApplied(file: string, group: string, { active, fenced }: RolesChange): boolean {
  const roles = readRoles(file, group);
  // A site that is rebuilt is fenced until then, so that its generation need not be asked for.
  return roles.active === active && isDeepStrictEqual(roles.fenced, fenced);
}
