/**
 * The list of all sources: the only place where a new family is entered.
 */
import type { DataName, OwnDataName } from "../study/variants/data.js";
import type { Source } from "./source.js";
import { linear, vee } from "./surfaces.js";

type Find = () => Source | Promise<Source>;

/** The synthetic families, simplest first: each has a name and a known truth. Some are loaded when they are named. */
const FAMILIES: Readonly<Record<DataName, Find>> = {
  linear: () => linear,
  vee: () => vee,
  xor: async () => (await import("./curves.js")).xor,
  circles: async () => (await import("./curves.js")).circles,
  moons: async () => (await import("./curves.js")).moons,
  spirals: async () => (await import("./curves.js")).spirals,
  staircase: async () => (await import("./curves.js")).staircase,
  gaussians: async () => (await import("./gaussians.js")).gaussians,
  teacher: async () => (await import("./teacher.js")).teacher,
  uneven_gaussians: async () => (await import("./gaussians.js")).unevenGaussians,
  groups: async () => (await import("./groups.js")).groups,
};

/** Names of the synthetic families; each is also the name of a preset. */
export const familyNames = Object.keys(FAMILIES) as readonly DataName[];

const oldFile = (at: number) => async () => (await import("./old-files.js")).OLD_FILES[at]!;

/** What the user brings: loaded when it is named. */
const OWN: Readonly<Record<OwnDataName, Find>> = {
  file: async () => (await import("./file.js")).file,
  csv: oldFile(0),
  parquet: oldFile(1),
  npy: oldFile(2),
  given: async () => (await import("./given.js")).given,
};

const SOURCES: Readonly<Record<string, Find>> = { ...FAMILIES, ...OWN };

/** The names of all sources. */
export const sourceNames: readonly string[] = Object.keys(SOURCES);

/** The source of that name, or undefined. */
export async function findSource(name: unknown): Promise<Source | undefined> {
  return typeof name === "string" && Object.hasOwn(SOURCES, name) ? SOURCES[name]!() : undefined;
}
