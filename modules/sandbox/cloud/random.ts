import { randomInt } from "node:crypto";
import { appliedBody } from "../engine/apply";
import { forgetful } from "../engine/forgetful";
import type { World } from "../engine/world";
import type { Fields } from "../protocol/values";
import { Refusal } from "./behaviour";

/** The characters of each class, and the arguments that speak of it (random 3.7.2, random_password). */
const classes = [
  { allowed: "upper", minimum: "min_upper", characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { allowed: "lower", minimum: "min_lower", characters: "abcdefghijklmnopqrstuvwxyz" },
  { allowed: "numeric", minimum: "min_numeric", characters: "0123456789" },
  { allowed: "special", minimum: "min_special", characters: "!@#$%&*()-_=+[]{}<>:?" },
] as const;

const pick = (characters: string) => characters[randomInt(characters.length)] ?? "";

const times = (count: number, characters: string) => Array.from({ length: count }, () => pick(characters));

function shuffled(characters: readonly string[]): string {
  return characters
    .map((character) => ({ character, order: randomInt(2 ** 32) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ character }) => character)
    .join("");
}

const numberOf = (config: Fields, name: string) => {
  const value = config[name];
  return typeof value === "number" ? value : 0;
};

/** @throws Refusal when the least numbers of characters do not fit into the length */
function password(config: Fields): string {
  const special = config["override_special"];
  const usable = classes
    .map((one) => ({
      characters: one.allowed === "special" && typeof special === "string" ? special : one.characters,
      minimum: numberOf(config, one.minimum),
      isAllowed: config[one.allowed] !== false,
    }))
    .filter(({ isAllowed }) => isAllowed);
  const demanded = usable.flatMap(({ characters, minimum }) => times(minimum, characters));
  const rest = numberOf(config, "length") - demanded.length;
  if (rest < 0)
    throw new Refusal(
      `length is ${numberOf(config, "length")}, but ${demanded.length} characters are demanded; raise it`,
    );
  return shuffled([...demanded, ...times(rest, usable.map(({ characters }) => characters).join(""))]);
}

/** The random provider: passwords that are new each time and kept nowhere. */
export const random: World = {
  ...forgetful,
  create: async ({ type, schema }, planned, config) =>
    Promise.resolve(appliedBody(type, schema, { ...planned, result: password(config) })),
  open: async (_, config) => Promise.resolve({ ...config, result: password(config), bcrypt_hash: "" }),
};
