/**
 * What each replica draws from: the seeds of the streams, and the levels of the noise factors.
 */
import { FACTOR_TABLE, type Factor, type FactorRow, type NoiseField } from "./factors.js";
import type { Study } from "./study.js";

/** The noise factors in their order. */
export const FACTORS = Object.keys(FACTOR_TABLE) as readonly Factor[];

/** The fields of a study that switch on noise. */
export const NOISE_FIELDS = /* @__PURE__ */ FACTORS.flatMap(
  (factor) => (FACTOR_TABLE[factor] as FactorRow).field ?? [],
);

/** Whether a study has a factor: all have those that no field switches on. */
export function isInStudy(factor: Factor, study: Pick<Study, NoiseField>): boolean {
  const { field } = FACTOR_TABLE[factor] as FactorRow;
  return !field || study[field] !== undefined;
}

/** Something for each factor, in their order. */
export function perFactor<Value>(of: (factor: Factor) => Value): Record<Factor, Value> {
  return Object.fromEntries(FACTORS.map((factor) => [factor, of(factor)])) as Record<Factor, Value>;
}

/** The levels at which a replica draws the factors (docs/arithmetic.md section 3). */
export function levelsOf({ vary, design }: Study, replica: number): Record<Factor, number> {
  if (!design) return perFactor((factor) => (vary.includes(factor) ? replica : 0));
  const levels = perFactor(() => 0);
  let rest = replica;
  // The level of the last factor changes from replica to replica.
  for (const factor of [...FACTORS].reverse()) {
    const count = design[factor] ?? 1;
    levels[factor] = rest % count;
    rest = Math.floor(rest / count);
  }
  return levels;
}

/** The seed of a stream. */
export function seedOf(study: Pick<Study, "seed" | "seeds">, stream: "data" | Factor): number {
  return study.seeds[stream] ?? study.seed;
}
