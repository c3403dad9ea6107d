/**
 * The list of all sources: the only place where a new family is entered.
 */
import type { DataName } from "../study/variants/data.js";
import { circles } from "./circles.js";
import { gaussians } from "./gaussians.js";
import { given } from "./given.js";
import { linear } from "./linear.js";
import { moons } from "./moons.js";
import { fileSource, READERS } from "./readers.js";
import type { Family, Source } from "./source.js";
import { spirals } from "./spirals.js";
import { staircase } from "./staircase.js";
import { teacher } from "./teacher.js";
import { vee } from "./vee.js";
import { xor } from "./xor.js";

/** The synthetic families, simplest first: each has a name, a one-line summary, and a known truth. */
export const FAMILIES: readonly Family[] = [linear, vee, xor, circles, moons, spirals, staircase, gaussians, teacher];

/** Names of the synthetic families; each is also the name of a preset. */
export const familyNames = FAMILIES.map((family) => family.name) as readonly DataName[];

/** The families, and what the user brings. */
export const SOURCES: readonly Source[] = [...FAMILIES, ...READERS.map(fileSource), given];

/** The source of that name, or undefined. */
export function findSource(name: unknown): Source | undefined {
  return SOURCES.find((source) => source.name === name);
}
