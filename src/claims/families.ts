/** The data families on which the claims can be tested: two classes with a known true probability. */
import { familyNames } from "../data/sources.js";
import { dataset } from "../run/dataset.js";
import { notOneOf, shown, wrongValue } from "../study/errors.js";
import type { DataName } from "../study/variants/data.js";

/** Those of the table, in its order: a shape that no line can follow, and a random network. */
export const DEFAULT_FAMILIES = ["vee", "teacher"] as const;

/**
 * Refuses what is no synthetic family of two classes.
 * @throws InputError with the names that there are
 */
export async function checkFamily(name: string): Promise<void> {
  const path = "options.data";
  const names: readonly string[] = familyNames;
  if (!names.includes(name)) throw notOneOf(path, name, names);
  const { task } = await dataset({ name: name as DataName, train: 1, test: 1 });
  if (task !== "binary") throw wrongValue(path, "a family of two classes", shown(name), "Try vee or teacher.");
}
