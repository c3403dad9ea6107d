/**
 * The list of all sources: the only place where a new family is entered.
 */
import type { DataName } from "../study/variants/data.js";
import { gaussians } from "./gaussians.js";
import { given } from "./given.js";
import { fileSource, READERS } from "./readers.js";
import type { Source } from "./source.js";
import { circles, linear, moons, spirals, staircase, vee, xor } from "./surfaces.js";
import { teacher } from "./teacher.js";

/** The synthetic families, simplest first: each has a name and a known truth. */
export const FAMILIES: readonly Source[] = [linear, vee, xor, circles, moons, spirals, staircase, gaussians, teacher];

/** Names of the synthetic families; each is also the name of a preset. */
export const familyNames = FAMILIES.map((family) => family.name) as readonly DataName[];

/** The families, and what the user brings. */
export const SOURCES: readonly Source[] = [...FAMILIES, ...READERS.map(fileSource), given];

/** The source of that name, or undefined. */
export function findSource(name: unknown): Source | undefined {
  return SOURCES.find((source) => source.name === name);
}
