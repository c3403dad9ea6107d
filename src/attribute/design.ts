/** The crossed design of an attribution: which factors, and how many levels of each. */
import * as v from "valibot";
import { misplaced, shown, wrongValue } from "../study/errors.js";
import type { Factor } from "../study/factors.js";
import { integer, namesIn, parseFields } from "../study/fields.js";
import { FACTORS, perFactor } from "../study/levels.js";
import type { StudyInput } from "../study/study.js";

/** Which factors are crossed, and with how many levels. */
export interface DesignOptions {
  /** The factors, two or more. Default: those of the study's `design`, or else those that vary in it. */
  factors?: readonly Factor[];
  /**
   * Levels of factors, 2 or more each: those of the others are as many as the budget allows, equally. Default: those of
   * the study's `design`, where it has these factors and no budget is given; else none is fixed.
   */
  levels?: Partial<Record<Factor, number>>;
  /** Most replicas, one a cell, where levels are to be chosen. Default 1,024: 32 levels of each of two factors. */
  budget?: number;
}

/** A design that is settled. */
export interface CrossedDesign {
  /** In the order of the table of factors, the last one the fastest. */
  factors: Factor[];
  /** Of each factor. */
  levels: number[];
  /** Within which levels were chosen; null where all were given. */
  budget: number | null;
}

/** Replicas, unless said: some seconds of a small network, and 32 levels of each of two factors. */
export const BUDGET = 1024;
/** Fewest levels that are chosen: below, an interval rests on next to nothing. */
export const FEWEST_LEVELS = 4;
/** Below so many levels an interval is wide. */
export const WIDE_BELOW = 8;

/** Options as they are checked before anything else. */
export const BUDGETS = integer(4, 1e6);

/**
 * @param varying the factors that vary in the study
 * @throws InputError for factors and levels that make no design, and for a budget that is too small for one
 */
export function designOf(
  { factors: named, levels: given, budget }: DesignOptions,
  design: StudyInput["design"],
  varying: readonly Factor[],
): CrossedDesign {
  const factors = factorsOf(named, design, varying);
  const isOwn = design && given === undefined && budget === undefined && sameFactors(factors, design);
  const wanted = parseFields(
    perFactor(() => v.optional(integer(2, 65_536))),
    isOwn ? design : (given ?? {}),
    isOwn ? "study.design" : "options.levels",
  );
  const stray = FACTORS.find((factor) => wanted[factor] !== undefined && !factors.includes(factor));
  if (stray !== undefined)
    throw misplaced(
      "options.levels",
      `levels of ${factors.join(", ")}`,
      shown(stray),
      "Also name it among the factors.",
    );
  const cells = factors.reduce((product, factor) => product * (wanted[factor] ?? 1), 1);
  const free = factors.filter((factor) => wanted[factor] === undefined);
  const within = budget ?? BUDGET;
  const least = cells * FEWEST_LEVELS ** free.length;
  if (least > within && (free.length > 0 || budget !== undefined)) {
    const each = `${FEWEST_LEVELS} levels each of ${free.join(", ")}`;
    const what = `at least ${least}, the replicas of ${free.length > 0 ? each : "all levels that are given"}`;
    throw wrongValue(
      "options.budget",
      what,
      `${within}${budget === undefined ? ", the default" : ""}`,
      "Use a larger budget, fewer levels or fewer factors.",
    );
  }
  const equal = free.length > 0 ? largestRoot(within / cells, free.length) : 0;
  return {
    factors,
    levels: factors.map((factor) => wanted[factor] ?? equal),
    budget: free.length > 0 ? within : null,
  };
}

function factorsOf(named: unknown, design: StudyInput["design"], varying: readonly Factor[]): Factor[] {
  const path = "options.factors";
  const what = "two or more of the noise factors";
  const chosen =
    named === undefined
      ? FACTORS.filter((factor) => (design ? design[factor] !== undefined : varying.includes(factor)))
      : namesIn(named, FACTORS, path, `${what} (${FACTORS.join(", ")})`);
  if (new Set(chosen).size < chosen.length) throw wrongValue(path, "each factor once", shown(named));
  if (chosen.length < 2) {
    const remedy = "Of one factor alone, the share is all of the variance.";
    throw wrongValue(path, `${what} (${FACTORS.join(", ")})`, chosen.join() || "none", remedy);
  }
  return FACTORS.filter((factor) => chosen.includes(factor));
}

function sameFactors(factors: readonly Factor[], design: NonNullable<StudyInput["design"]>): boolean {
  return FACTORS.every((factor) => factors.includes(factor) === (design[factor] !== undefined));
}

/** The largest integer whose power is at most `most`. */
function largestRoot(most: number, power: number): number {
  let root = 1;
  while ((root + 1) ** power <= most) root++;
  return root;
}
