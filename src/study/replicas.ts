/**
 * Which noise factors vary, and how many replicas there are.
 */
import { shown, wrongValue } from "./errors.js";
import { FACTOR_TABLE, type Factor, type FactorRow, type NoiseField } from "./factors.js";
import { FACTORS, isInStudy, perFactor } from "./levels.js";
import type { Study } from "./study.js";

interface WrittenReplicas {
  vary?: Factor[] | undefined;
  design: Partial<Record<Factor, number | undefined>> | null;
  replicas?: number | undefined;
}

/** Which factors vary and how many replicas there are; a factor that is given cannot vary. */
export function resolveReplicas(
  { vary, design, replicas }: WrittenReplicas,
  study: Pick<Study, "initial" | "order" | NoiseField>,
): { vary: Factor[]; replicas: number } {
  const fixed = perFactor((factor) => fixedBy(factor, study));
  const levels = FACTORS.filter((factor) => design?.[factor] !== undefined);
  if (design && levels.length === 0) throw wrongValue("study.design", "at least one factor", "none");
  const chosen = design ? levels : (vary ?? FACTORS.filter((factor) => !fixed[factor]));
  for (const factor of chosen) {
    if (fixed[factor])
      throw wrongValue(
        `study.${design ? "design" : "vary"}`,
        `no "${factor}", because ${fixed[factor]}`,
        shown(design ?? vary),
        isInStudy(factor, study) ? "Take it out." : "Switch it on, or take it out.",
      );
  }
  if (new Set(chosen).size < chosen.length) throw wrongValue("study.vary", "each factor once", shown(vary));
  if (!design) return { vary: FACTORS.filter((factor) => chosen.includes(factor)), replicas: replicas ?? 16 };
  if (vary && (vary.length !== levels.length || vary.some((factor) => !levels.includes(factor)))) {
    throw wrongValue("study.vary", `the factors of study.design (${levels.join(", ")})`, shown(vary), "Leave it out.");
  }
  const grid = levels.reduce((product, factor) => product * design[factor]!, 1);
  if (replicas !== undefined && replicas !== grid) {
    throw wrongValue("study.replicas", `${grid}, the cells of study.design`, String(replicas), "Leave it out.");
  }
  return { vary: levels, replicas: grid };
}

/** Why a factor cannot vary in a study, or null. */
function fixedBy(factor: Factor, study: Pick<Study, "initial" | "order" | NoiseField>): string | null {
  const { field, given }: FactorRow = FACTOR_TABLE[factor];
  return isInStudy(factor, study) ? (given?.(study) ?? null) : `study.${field} is off`;
}
