/**
 * The list of all sources: the only place where a new family is entered.
 */
import type { DataName, OwnDataName } from "../study/variants/data.js";
import { gaussians } from "./gaussians.js";
import type { Source } from "./source.js";
import { circles, linear, moons, spirals, staircase, vee, xor } from "./surfaces.js";
import { teacher } from "./teacher.js";

/** The synthetic families, simplest first: each has a name and a known truth. */
export const FAMILIES: readonly Source[] = [linear, vee, xor, circles, moons, spirals, staircase, gaussians, teacher];

/** Names of the synthetic families; each is also the name of a preset. */
export const familyNames = FAMILIES.map((family) => family.name) as readonly DataName[];

const oldFile = (at: number) => async () => (await import("./old-files.js")).OLD_FILES[at]!;

/** What the user brings: loaded when it is named. */
const OWN: Readonly<Record<OwnDataName, () => Promise<Source>>> = {
  file: async () => (await import("./file.js")).file,
  csv: oldFile(0),
  parquet: oldFile(1),
  npy: oldFile(2),
  given: async () => (await import("./given.js")).given,
};

/** The names of all sources. */
export const sourceNames: readonly string[] = [...familyNames, ...Object.keys(OWN)];

/** The source of that name, or undefined. */
export async function findSource(name: unknown): Promise<Source | undefined> {
  if (typeof name === "string" && Object.hasOwn(OWN, name)) return OWN[name as OwnDataName]();
  return findFamily(name);
}

/** The family of that name, or undefined. */
export function findFamily(name: unknown): Source | undefined {
  return FAMILIES.find((family) => family.name === name);
}
