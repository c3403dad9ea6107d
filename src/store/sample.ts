/** Which parts of a store are trained again: all, those that are named, or as many as are asked for, chosen at random. */
import * as v from "valibot";
import { misplaced, shown, wrongValue } from "../study/errors.js";
import type { StudyPart } from "./parts.js";

/** A choice of parts. */
export interface Sample {
  /** So many parts, or so many percent of them ("5%"), chosen at random; at least one. */
  sample?: number | string;
  /** These parts, each by its first and its last replica: ["0-15", "32-47"]. */
  parts?: readonly string[];
}

const SHARE = /^(\d+(?:\.\d+)?)%$/;

/** Whether it is a choice of so many, or of a share. */
export function isSample(input: unknown): input is number | string {
  if (typeof input === "number") return Number.isSafeInteger(input) && input >= 1;
  const percent = typeof input === "string" ? Number(SHARE.exec(input)?.[1]) : NaN;
  return percent > 0 && percent <= 100;
}

/** The options of `Sample`. */
export const SAMPLE = {
  sample: v.custom<number | string>(isSample, 'a number of parts, 1 or more, or a share such as "5%"'),
  parts: v.custom<readonly string[]>(
    (input) => Array.isArray(input) && input.length > 0 && input.every((name) => typeof name === "string"),
    'a list of parts, each by its first and its last replica: ["0-15"]',
  ),
};

/**
 * The chosen ones among parts, in their order.
 * @throws InputError for a part that is not among them
 */
export async function chosenParts(all: readonly StudyPart[], { sample, parts }: Sample): Promise<StudyPart[]> {
  if (parts !== undefined) {
    if (sample !== undefined) throw misplaced("options.sample", "nothing beside options.parts", shown(sample));
    const named = new Set(parts.map((name) => partNamed(all, name)));
    return all.filter((part) => named.has(part));
  }
  if (sample === undefined) return [...all];
  const { randomInt } = await import("node:crypto");
  const left = [...all];
  const count = typeof sample === "number" ? sample : Math.ceil((all.length * Number(SHARE.exec(sample)![1])) / 100);
  const drawn = new Set(
    Array.from({ length: Math.min(count, all.length) }, () => left.splice(randomInt(left.length), 1)[0]!),
  );
  return all.filter((part) => drawn.has(part));
}

/** Numbers may have fewer digits than the name of the folder. */
function partNamed(all: readonly StudyPart[], name: string): StudyPart {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(name.trim()) ?? [];
  const found = all.find((part) => part.first === Number(first) && part.end - 1 === Number(last));
  if (found) return found;
  const such = all.length === 0 ? "none is" : `such as ${all[0]!.name}`;
  throw wrongValue("options.parts", `parts of the store that are there, ${such}`, shown(name));
}
